package io.streamweir.pipeline;

/**
 * A part of a split that has no result.
 *
 * @param index its place among the parts, from 0
 * @param stage the stage at which it failed; that of the split where it was not done in time
 * @param reason which kind of failure, one word, as of a dead letter; {@code timeout} where it was
 *     not done in time
 * @param error what happened, for people
 */
public record FailedPart(int index, String stage, String reason, String error) {}
