/**
 * A lane is the loop of one worker at one inbox: it reads, runs handlers, decides and hands over to
 * the settler. Begin with {@link io.streamweir.internal.lane.Lane}. A feature takes part by an
 * {@link io.streamweir.internal.lane.Intake}, a {@link io.streamweir.internal.lane.DecisionRule} or
 * a {@link io.streamweir.internal.lane.HandlerStep}. {@code internal.housekeeping} is what goes on
 * beside it.
 */
@NullMarked
package io.streamweir.internal.lane;

import org.jspecify.annotations.NullMarked;
