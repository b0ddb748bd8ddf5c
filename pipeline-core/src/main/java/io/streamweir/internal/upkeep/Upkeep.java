package io.streamweir.internal.upkeep;

import io.streamweir.pipeline.StreamweirException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs tasks again and again, even if they throw. Each of them:
 *
 * <ul>
 *   <li>is never run twice at once, and waits from the end of one run to the beginning of the next,
 *   <li>waits up to a tenth less than it says, so that workers which began together do not stay so,
 *   <li>may be woken before its time,
 *   <li>fails alone: the failure is counted, logged once, and logged again when it is over,
 *   <li>is given up when its answer has not come in time, so that a lost answer does not end it.
 * </ul>
 *
 * One thread keeps the time and needs no memory for that. The work is done by an executor.
 * Thread-safe.
 */
public final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long LONGEST_SLEEP_MILLIS = 200;

  private final Executor executor;
  private final Predicate<Throwable> passing;
  private final UpkeepListener listener;
  private final OutageLog failures = new OutageLog(LOG, Level.ERROR);
  private final List<Running> tasks = new CopyOnWriteArrayList<>();
  private final Thread clock;
  private long wakeAt;
  private boolean begun;
  private boolean sleeping;
  private volatile boolean closed;

  /**
   * A runner. Its thread begins with its first task.
   *
   * @param name of the thread that keeps the time
   * @param executor does the work; {@code Runnable::run} has that thread do it
   * @param passing which failures pass by themselves, so that they are counted and not logged
   */
  public Upkeep(
      String name, Executor executor, Predicate<Throwable> passing, UpkeepListener listener) {
    this.executor = executor;
    this.passing = passing;
    this.listener = listener;
    this.clock = new Thread(this::keepTime, name);
    clock.setDaemon(true);
  }

  /** A task that is run, and may be woken. */
  public interface Handle {
    /** Has the next run begin as soon as no other is under way. Does not wait. */
    void wake();
  }

  /** Runs the task from now on, first within its interval. */
  public Handle start(UpkeepTask task) {
    Running running = new Running(task);
    tasks.add(running);
    beginTime();
    hurry(running.nextAt);
    return running;
  }

  private synchronized void beginTime() {
    if (!begun && !closed) {
      clock.start();
      begun = true;
    }
  }

  private void keepTime() {
    while (!closed) {
      try {
        lookAndSleep();
      } catch (Throwable e) {
        // all tasks rely on this thread: nothing here that could throw again
      }
    }
  }

  private void lookAndSleep() {
    try {
      sleepUntil(beginWhatIsDue());
    } catch (Throwable e) { // even an Error
      rest();
    }
  }

  /** Answers with when to look again. */
  private long beginWhatIsDue() {
    long now = System.nanoTime();
    long next = now + LONGEST_SLEEP_MILLIS * 1_000_000;
    synchronized (this) {
      wakeAt = next;
    }
    for (Running task : tasks) {
      if (now - task.nextAt >= 0) {
        task.due(now);
      }
      next = task.nextAt - next < 0 ? task.nextAt : next;
    }
    return next;
  }

  /** So that an Error that lasts does not keep a processor busy. */
  @SuppressWarnings("WaitNotInLoop") // whatever ends the wait, the loop that calls this looks anew
  private synchronized void rest() {
    try {
      wait(10);
    } catch (InterruptedException e) {
      // no code interrupts it; the loop looks whether it should end
    }
  }

  @SuppressWarnings("WaitNotInLoop") // whatever ends the wait, the loop that calls this looks anew
  private synchronized void sleepUntil(long next) throws InterruptedException {
    wakeAt = next - wakeAt < 0 ? next : wakeAt;
    long millis = (wakeAt - System.nanoTime() + 999_999) / 1_000_000;
    sleeping = true;
    if (millis > 0 && !closed) {
      wait(millis);
    }
    sleeping = false;
  }

  /** A task is due then, which may be before the thread that keeps the time would look again. */
  private synchronized void hurry(long at) {
    if (at - wakeAt < 0) {
      wakeAt = at;
      if (sleeping) {
        notifyAll();
      }
    }
  }

  /** Begins no further runs. Does not wait for those under way. */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      notifyAll();
    }
  }

  /** Why a run was given up. Only counted: what was asked says itself why it does not answer. */
  private static final class NoAnswer extends StreamweirException {
    private static final long serialVersionUID = 1L;

    private NoAnswer(Duration patience) {
      super("no answer came within " + patience);
    }
  }

  private final class Running implements Handle {
    private final UpkeepTask task;
    private final long intervalNanos;
    private final long failedNanos;
    private final long patienceNanos;
    private volatile long nextAt; // to begin, or to be given up
    private int run; // even between runs, odd during one
    private boolean woken;

    private Running(UpkeepTask task) {
      this.task = task;
      this.intervalNanos = task.interval().toNanos();
      this.failedNanos = task.afterFailure().toNanos();
      this.patienceNanos = task.patience().toNanos();
      this.nextAt = System.nanoTime() + ThreadLocalRandom.current().nextLong(intervalNanos + 1);
    }

    @Override
    public void wake() {
      long now = System.nanoTime();
      synchronized (this) {
        if (run % 2 == 1) {
          woken = true;
          return;
        }
        nextAt = now;
      }
      hurry(now);
    }

    private void due(long now) {
      boolean late;
      final int begun;
      synchronized (this) {
        if (now - nextAt < 0) {
          return;
        }
        late = run % 2 == 1;
        if (!late) {
          run++;
          nextAt = now + patienceNanos;
        }
        begun = run;
      }
      if (late) {
        ended(begun, null, new NoAnswer(task.patience()));
        return;
      }
      try {
        executor.execute(() -> work(begun));
      } catch (Throwable e) {
        ended(begun, null, e);
      }
    }

    private synchronized boolean goesOn(int begun) {
      return run == begun && !closed;
    }

    private void work(int begun) {
      try {
        if (goesOn(begun)) {
          task.work().call().whenComplete((wait, thrown) -> ended(begun, wait, thrown));
        }
      } catch (Throwable e) {
        ended(begun, null, e);
      }
    }

    private void ended(int begun, @Nullable Duration wait, @Nullable Throwable thrown) {
      long nanos = thrown != null ? failedNanos : wait == null ? intervalNanos : wait.toNanos();
      long next = System.nanoTime() + nanos - ThreadLocalRandom.current().nextLong(nanos / 10 + 1);
      synchronized (this) {
        if (run != begun) {
          return; // it was given up before
        }
        run++;
        next = woken && thrown == null ? System.nanoTime() : next;
        woken = false;
        nextAt = next;
      }
      hurry(next);
      say(thrown);
    }

    private void say(@Nullable Throwable thrown) {
      if (closed) {
        return;
      }
      try {
        if (thrown == null) {
          failures.over(task.purpose());
          return;
        }
        Throwable cause = OutageLog.unwrapped(thrown);
        listener.failed(task, cause);
        if (cause instanceof NoAnswer || passing.test(cause)) {
          LOG.debug("{} fails and is tried again", task.purpose(), cause);
        } else {
          failures.failed(task.purpose(), cause);
        }
      } catch (Throwable e) {
        // a log or a listener that fails ends nothing
      }
    }
  }
}
