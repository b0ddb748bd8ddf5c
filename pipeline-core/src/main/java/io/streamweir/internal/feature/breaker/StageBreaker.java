package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.feature.breaker.Breaker.Result;
import io.streamweir.internal.lane.HaltableIntake;
import io.streamweir.internal.lane.Intake;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.listener.BreakerView.State;
import io.streamweir.listener.WorkerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker's breaker of one stage, and the lanes that heed it. Thread-safe once it has begun. */
final class StageBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(StageBreaker.class);

  private final Breaker breaker;
  private final BreakerPresence presence;
  private final WorkerListener listener;
  private final List<TrialIntake> trying = new ArrayList<>();
  private final List<HaltableIntake> halting = new ArrayList<>();
  private volatile State told = State.CLOSED;

  StageBreaker(Breaker breaker, BreakerPresence presence, WorkerListener listener) {
    this.breaker = breaker;
    this.presence = presence;
    this.listener = listener;
  }

  Breaker breaker() {
    return breaker;
  }

  /** The same intake, which lets few entries through while the breaker is half-open. */
  Intake intake(Intake inner, LaneContext lane) {
    TrialIntake intake = new TrialIntake(inner, lane, breaker);
    trying.add(intake);
    return intake;
  }

  /** Halts this intake while the breaker is open. */
  void watch(HaltableIntake intake) {
    halting.add(intake);
  }

  /** An attempt has ended that began in this term. */
  void ended(int term, Result result, String why) {
    breaker.ended(term, result, why);
    if (breaker.state() != told) {
      tell();
    }
  }

  /** Ends a rest that is over, and tells the lanes: again and again, see {@link HaltableIntake}. */
  void tick() {
    breaker.tick();
    tell();
  }

  /** Whichever thread is the last here has seen the last state. */
  private synchronized void tell() {
    State state = breaker.state();
    if (state != told || state == State.OPEN) {
      halting.forEach(intake -> intake.halt(this, state == State.OPEN));
    }
    if (state != told) {
      State before = told;
      told = state;
      log(before, state);
      listener.breakerChanged(breaker, state);
    }
  }

  private void log(State before, State state) {
    String name = breaker.pipeline() + "/" + breaker.stage();
    if (before == State.CLOSED) {
      LOG.warn(
          "stage {} rests for {} and then tries a few entries, since its attempts fail; the last:"
              + " {}",
          name,
          breaker.rest(),
          breaker.why());
    } else if (state == State.CLOSED) {
      LOG.info("stage {} works again: entries that were tried have succeeded", name);
    } else if (state == State.OPEN) {
      LOG.info("stage {} rests for {} again; the last: {}", name, breaker.rest(), breaker.why());
    } else {
      LOG.debug("stage {} tries a few entries", name);
    }
  }

  /** Tells Redis while the breaker is not closed, and once when it is. */
  CompletableFuture<?> say() {
    return presence
        .say(breaker)
        .thenAccept(
            said -> {
              if (said) {
                trying.forEach(TrialIntake::heard);
              }
            });
  }

  void begin() {
    listener.started(breaker);
  }

  /** The worker ends; never fails. */
  CompletableFuture<?> end() {
    listener.stopped(breaker);
    return presence.leave().exceptionally(thrown -> null);
  }
}
