/**
 * The one runner of everything periodic. Begin with {@link io.streamweir.internal.upkeep.Upkeep};
 * every package behind this one gives it an {@link io.streamweir.internal.upkeep.UpkeepTask}.
 *
 * <p>One thread keeps the time and two others do the work. No task blocks them. Whatever a task
 * throws, its next run comes at its time. If the answer of a run does not come within a minute, the
 * runner gives the run up. A failure is counted by the task's role ({@code
 * streamweir_upkeep_failures_total}) and logged once, and once more when it is over ({@code
 * OutageLog}). What passes by itself, such as a Redis that is away, is only counted.
 */
@NullMarked
package io.streamweir.internal.upkeep;

import org.jspecify.annotations.NullMarked;
