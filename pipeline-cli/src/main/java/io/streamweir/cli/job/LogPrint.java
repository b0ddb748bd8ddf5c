package io.streamweir.cli.job;

import io.streamweir.cli.result.ResultView;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.client.LoggedResult;
import io.streamweir.client.ResultFollower;
import io.streamweir.client.ResultHandler;
import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultPage;
import io.streamweir.pipeline.Plural;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Prints what the log of results of a pipeline keeps. */
final class LogPrint {
  private static final int PAGE = 1_000;
  private static final long LOOK_MILLIS = 200;

  private final Session session;
  private final ResultView view;
  private final boolean follow;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong lastAt = new AtomicLong();

  /**
   * One that has not begun.
   *
   * @param follow whether it goes on until it is interrupted
   */
  LogPrint(Session session, ResultView view, boolean follow) {
    this.session = session;
    this.view = view;
    this.follow = follow;
  }

  /** What ended then or later. */
  void since(ResultLog log, Instant time) throws InterruptedException {
    StopSignals.onFirst(status -> stopped.countDown());
    String place = log.since(time);
    boolean more = true;
    while ((more || follow) && !stopped.await(more ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      ResultPage page = log.page(place, PAGE);
      if (page.missed() > 0) {
        tellMissed(log, "", page.missed());
      }
      page.results().forEach(result -> session.out().line(view.show(result)));
      session.out().flush();
      place = page.next();
      more = page.more();
    }
  }

  /** What the reader of this name has not printed yet. */
  void as(ResultLog log, String reader, ResultLog.Start start, Duration idle)
      throws InterruptedException {
    StopSignals.onFirst(status -> stopped.countDown());
    try (ResultFollower follower = log.follow(reader, start, handler(log))) {
      lastAt.set(System.nanoTime()); // connecting may have taken longer than --idle
      while (!stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)
          && (follow || System.nanoTime() - lastAt.get() < idle.toNanos())) {
        session.out().flush(); // notices a reader that went away
      }
    }
  }

  private ResultHandler handler(ResultLog log) {
    return new ResultHandler() {
      @Override
      public void handle(LoggedResult result) {
        session.out().line(view.show(result));
        session.out().flush();
        lastAt.set(System.nanoTime());
      }

      @Override
      public void missed(int partition, long ends) {
        tellMissed(log, " of partition " + partition, ends);
      }
    };
  }

  private void tellMissed(ResultLog log, String where, long ends) {
    session.warn(
        Plural.of(ends, "end", "ends")
            + where
            + " are left out: the log keeps an end for "
            + ProgressLine.duration(log.kept().toMillis() / 1000.0)
            + " and had trimmed them");
  }
}
