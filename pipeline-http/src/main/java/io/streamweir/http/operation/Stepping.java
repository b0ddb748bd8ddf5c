package io.streamweir.http.operation;

import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Work over any number of things, each step of which is bounded and answers with the cursor of the
 * next one. Keeps a rate, and waits while there is no room. Repeats a step while Redis is away,
 * which does no harm where the step was done. For one thread.
 */
public final class Stepping {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Pace pace;
  private String at = "";
  private long looked;
  private long changed;
  private boolean full;

  /**
   * Work that has not begun.
   *
   * @param perSecond how many things may be changed in a second; 0 for as many as can be
   */
  public Stepping(double perSecond) {
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
  public record Advance(long looked, long changed, boolean full, Optional<String> next) {
    /** A step that never waits for room; an empty cursor is the end. */
    public static Advance of(long looked, long changed, String next) {
      return new Advance(
          looked, changed, false, next.isEmpty() ? Optional.empty() : Optional.of(next));
    }
  }

  /** One step of the work. */
  @FunctionalInterface
  public interface Step {
    /** Goes on behind the cursor, and changes no more than {@code limit} things. */
    Advance from(String cursor, int limit);
  }

  /** Whether the work is to end between two steps. */
  public interface Stop {
    /** Whether it is. */
    boolean isHeard();

    /** Waits so long, or until it is. */
    void pause(long nanos) throws InterruptedException;
  }

  /** Where the work is: the cursor of the next step; that of the last one at the end. */
  public String at() {
    return at;
  }

  /** How many things were looked at. */
  public long looked() {
    return looked;
  }

  /** How many things were changed, or counted. */
  public long changed() {
    return changed;
  }

  /** Whether the last step found no room. */
  public boolean full() {
    return full;
  }

  /**
   * Takes all steps.
   *
   * @param progress runs behind each step
   * @return whether all is done; false where it was stopped
   * @throws RedisCallException where Redis refuses, or has been away for 30 s; {@link #at} goes on
   */
  public boolean all(String cursor, Step step, Stop stop, Runnable progress)
      throws InterruptedException {
    Optional<String> next = Optional.of(cursor);
    while (next.isPresent() && !stop.isHeard()) {
      at = next.get();
      Advance advance = patiently(step, stop);
      looked += advance.looked();
      changed += advance.changed();
      full = advance.full();
      next = advance.next();
      at = next.orElse(at);
      progress.run();
      if (next.isPresent()) {
        stop.pause(full ? FULL_NANOS : pace.reserve((int) advance.changed()));
      }
    }
    return next.isEmpty();
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
