/**
 * Pauses: an operator keeps the handlers of a stage, or of a whole pipeline, from beginning. Begin
 * with {@link io.streamweir.internal.feature.pause.PauseScript}, which pauses and resumes.
 *
 * <p>{@code PauseWatch} of each worker asks {@code PauseQueries} four times a second and tells the
 * lanes' {@link io.streamweir.internal.lane.HaltableIntake}: while the stage is paused it takes
 * nothing, and gives back what no handler has begun. {@code ClosedPartitions} refuses submits.
 */
@NullMarked
package io.streamweir.internal.feature.pause;

import org.jspecify.annotations.NullMarked;
