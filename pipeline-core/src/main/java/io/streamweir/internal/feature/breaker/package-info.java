/**
 * Breakers: while the attempts of a stage fail, a worker has the stage rest and tries a few entries
 * from time to time, so that an outage does not turn a backlog into dead letters. Begin with {@link
 * io.streamweir.internal.feature.breaker.Breakers}, which has those of one worker.
 *
 * <p>{@code Breaker} decides: it is closed, open, or half-open. {@code AttemptObserver} tells it
 * how attempts ended. While it is open, it halts the lanes by their {@link
 * io.streamweir.internal.lane.HaltableIntake}. While it is half-open, {@code TrialIntake} lets a
 * few entries through. {@code UncountedRule} keeps failures of that time from using up attempts.
 * {@code BreakerPresence} tells Redis, so that {@code BreakerQueries} can be asked what is open.
 */
@NullMarked
package io.streamweir.internal.feature.breaker;

import org.jspecify.annotations.NullMarked;
