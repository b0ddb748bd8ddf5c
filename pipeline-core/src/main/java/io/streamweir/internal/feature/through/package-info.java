/**
 * Run-through: the worker that has handled an entry at one stage handles what came of it at the
 * next stage at once, and settles both in one step. Begin with {@link
 * io.streamweir.internal.feature.through.RunThrough}, which goes on after a lane's decision.
 *
 * <p>{@code Throughs} knows the lanes of one worker and which stages their entries may run through.
 * {@code Crossing} is one such stage, as one lane sees it. {@code Clearance} says whether its inbox
 * is empty. {@code DecidedLater} and {@code BuryLater} have the effects of its decisions happen at
 * its own keys.
 */
@NullMarked
package io.streamweir.internal.feature.through;

import org.jspecify.annotations.NullMarked;
