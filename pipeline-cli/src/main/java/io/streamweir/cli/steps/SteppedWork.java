package io.streamweir.cli.steps;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.http.operation.Stepping;
import io.streamweir.http.operation.Stepping.Step;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Shows the progress of {@link Stepping}, and lets a signal stop it. For one thread. */
public final class SteppedWork {
  private final Session session;
  private final ProgressLine line;
  private final long total;
  private final Stepping stepping;

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
    this.stepping = new Stepping(perSecond);
  }

  /** Says how a user goes on with the work behind a cursor: a command. */
  @FunctionalInterface
  public interface GoOn {
    /** The command's words. */
    List<String> from(String cursor);
  }

  /** How many things were changed, or counted. */
  public long changed() {
    return stepping.changed();
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
      if (stepping.looked() > 0) {
        summary.accept(Optional.of(stepping.at()));
        tell(goOn);
      }
      throw e;
    }
    summary.accept(done ? Optional.empty() : Optional.of(stepping.at()));
    if (!done) {
      tell(goOn);
      throw new CommandFailedException("interrupted");
    }
  }

  private void tell(GoOn goOn) {
    session.tellGoOn(goOn.from(stepping.at()));
  }

  private boolean all(String cursor, Step step, Stop stop) throws InterruptedException {
    try {
      return stepping.all(cursor, step, stop, this::show);
    } finally {
      line.clear();
    }
  }

  private void show() {
    long looked = stepping.looked();
    line.update(total == 0 ? -1 : Math.min(1, (double) looked / total), looked);
  }
}
