/**
 * What a run consists of: servers, worker processes started through the command, a producer, and
 * observers beside them that are not disturbed.
 *
 * <p>Start at {@link io.streamweir.chaos.rig.Field}. What breaks is next, in {@code
 * io.streamweir.chaos.faults}.
 */
@NullMarked
package io.streamweir.chaos.rig;

import org.jspecify.annotations.NullMarked;
