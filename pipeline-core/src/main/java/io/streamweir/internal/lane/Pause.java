package io.streamweir.internal.lane;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * Waits between attempts, longer and longer, until it is reset; ends at once where it is told to.
 * For one waiting thread.
 */
public final class Pause {
  private final IntervalFunction millis;
  private int attempt;
  private boolean ended;

  public Pause(Duration first, Duration most) {
    this.millis = IntervalFunction.ofExponentialRandomBackoff(first, 2, 0.3, most);
  }

  public void reset() {
    attempt = 0;
  }

  public void take() {
    attempt = Math.min(attempt + 1, 30);
    take(Duration.ofMillis(millis.apply(attempt)));
  }

  public synchronized void take(Duration duration) {
    long deadline = System.nanoTime() + duration.toNanos();
    for (long left = duration.toMillis();
        left > 0 && !ended;
        left = (deadline - System.nanoTime()) / 1_000_000) {
      try {
        wait(left);
      } catch (InterruptedException e) {
        return; // the caller's loop looks at what it is to do next
      }
    }
  }

  public synchronized void end() {
    ended = true;
    notifyAll();
  }
}
