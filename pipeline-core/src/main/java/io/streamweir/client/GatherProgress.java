package io.streamweir.client;

import java.util.OptionalInt;

/**
 * How far one split of a job has come.
 *
 * @param stage the split stage
 * @param path which part of other splits it splits itself, as {@code 0.3}; empty for none
 * @param done parts that have a result or were dropped
 * @param failed parts that failed, where the gather gets what succeeded
 * @param made parts that there are up to now
 * @param total parts that there are in the end; empty until the split has made them all
 */
public record GatherProgress(
    String stage, String path, int done, int failed, int made, OptionalInt total) {}
