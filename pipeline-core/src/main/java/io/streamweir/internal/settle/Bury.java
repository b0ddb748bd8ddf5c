package io.streamweir.internal.settle;

import io.streamweir.internal.entry.ResultMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes the entry a dead letter, and stores and publishes the job's failure.
 *
 * @param reason which kind of failure, one word
 * @param error what happened, for people: the first line says it, more lines may say where
 * @param attempts how many attempts failed
 * @param jobId whose failure to store and publish; null where there is no job id
 * @param failure the failure
 */
public record Bury(
    String reason, String error, int attempts, @Nullable String jobId, ResultMessage failure)
    implements Effect {}
