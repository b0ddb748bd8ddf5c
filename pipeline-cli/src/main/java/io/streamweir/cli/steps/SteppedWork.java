package io.streamweir.cli.steps;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.input.Pace;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Work over any number of things, each step of which is bounded and answers with the cursor of the
 * next one. Shows progress and keeps a rate. Repeats a step while Redis is away, which does no harm
 * where the step was done. For one thread.
 */
public final class SteppedWork {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Session session;
  private final ProgressLine line;
  private final long total;
  private final Pace pace;
  private String at = "";
  private long looked;
  private long changed;

  /**
   * Work that has not begun.
   *
   * @param counted what it counts, such as dead letters
   * @param total about how many things there are to be looked at
   * @param perSecond how many may be changed in a second; 0 for as many as can be
   */
  public SteppedWork(Session session, String counted, long total, double perSecond) {
    this.session = session;
    this.line = session.progress(counted);
    this.total = total;
    this.pace = new Pace(perSecond, System::nanoTime);
  }

  /**
   * What a step did.
   *
   * @param looked how many things it has looked at
   * @param changed how many it has changed, or counted
   * @param full whether it did nothing since there is no room now
   * @param next the cursor of the next step; empty where this was the last one
   */
  public record Advance(long looked, long changed, boolean full, Optional<String> next) {}

  /** One step of the work. */
  @FunctionalInterface
  public interface Step {
    /** Goes on behind the cursor, and changes no more than {@code limit} things. */
    Advance from(String cursor, int limit);
  }

  /** Says how a user goes on with the work behind a cursor: a command. */
  @FunctionalInterface
  public interface GoOn {
    /** The command's words. */
    List<String> from(String cursor);
  }

  /** How many things were changed, or counted. */
  public long changed() {
    return changed;
  }

  /** Takes all steps; a signal ends the process. */
  public void count(String cursor, Step step) throws InterruptedException {
    all(cursor, step, new Stop());
  }

  /**
   * Takes all steps; a signal ends the work behind the step under way.
   *
   * @param summary says what was done, and the cursor that goes on, which is empty where all is
   *     done; runs at the end, also of work that was stopped
   * @throws CommandFailedException where it was stopped; the user has been told how to go on
   * @throws RedisCallException where Redis refuses, or has been away for 30 s; the same holds
   */
  public void change(String cursor, Step step, GoOn goOn, Consumer<Optional<String>> summary)
      throws InterruptedException {
    Stop stop = Stop.onSignals();
    boolean done;
    try {
      done = all(cursor, step, stop);
    } catch (RedisCallException e) {
      if (looked > 0) {
        summary.accept(Optional.of(at));
        tell(goOn);
      }
      throw e;
    }
    summary.accept(done ? Optional.empty() : Optional.of(at));
    if (!done) {
      tell(goOn);
      throw new CommandFailedException("interrupted");
    }
  }

  private void tell(GoOn goOn) {
    session.tellGoOn(goOn.from(at));
  }

  private boolean all(String cursor, Step step, Stop stop) throws InterruptedException {
    Optional<String> next = Optional.of(cursor);
    try {
      while (next.isPresent() && !stop.isHeard()) {
        at = next.get();
        Advance advance = patiently(step, stop);
        looked += advance.looked();
        changed += advance.changed();
        line.update(total == 0 ? -1 : Math.min(1, (double) looked / total), looked);
        next = advance.next();
        at = next.orElse(at);
        stop.pause(advance.full() ? FULL_NANOS : pace.reserve((int) advance.changed()));
      }
      return next.isEmpty();
    } finally {
      line.clear();
    }
  }

  private Advance patiently(Step step, Stop stop) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return step.from(at, pace.batch());
      } catch (RedisCallException e) {
        if (!e.passing() || stop.isHeard() || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
      stop.pause(RETRY_NANOS);
    }
  }
}
