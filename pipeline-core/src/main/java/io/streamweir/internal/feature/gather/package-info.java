/**
 * Splits and gathers: a job becomes parts, and their results become one entry again. Begin with
 * {@link io.streamweir.internal.feature.gather.Gathers} and {@code gathers.lua}.
 *
 * <p>{@code SplitStep} is the handler step of a stage that splits. {@code Splitting} draws parts
 * and appends them in chunks by {@code split.lua}, until the entry's settlement closes the split.
 *
 * <p>{@code GatherRule} changes decisions about parts. If a part goes to the gather's stage, its
 * output becomes a result that the gather counts, and no entry is appended. {@code Gathering} calls
 * the gather's handler with a {@code RedisGathered}, which reads results in chunks.
 *
 * <p>{@code GatherTicker} runs every 500 ms. It ends gathers that were not complete in time ({@code
 * overdue.lua}). Three scripts touch a gather's state, and {@code gathers.lua} holds what they
 * share.
 */
@NullMarked
package io.streamweir.internal.feature.gather;

import org.jspecify.annotations.NullMarked;
