package io.streamweir.cli.job;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.result.ResultPrinter;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.client.HandlerProgress;
import io.streamweir.client.HandlerProgressReader;
import io.streamweir.client.ProgressSubscription;
import io.streamweir.client.Result;
import io.streamweir.client.ResultReader;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Follows a job until it has ended: prints what its handlers say, then the end. */
final class JobFollow {
  private static final int MOST_WAITING = 10_000;
  private static final long LOOK_MILLIS = 500;

  private final Session session;
  private final boolean json;
  private final HandlerProgressView view;
  private final BlockingQueue<HandlerProgress> heard = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicInteger stopped = new AtomicInteger(-1);

  JobFollow(Session session, boolean json) {
    this.session = session;
    this.json = json;
    this.view = new HandlerProgressView(json);
  }

  /** Answers with the exit status. */
  int run(RedisLink link, PipelineFacts<?> pipeline, String job) throws InterruptedException {
    ResultReader results = ResultReader.open(link, pipeline);
    HandlerProgressReader handlers = HandlerProgressReader.open(link, pipeline);
    Optional<Result> end = results.stored(job);
    return end.isPresent() ? print(end.get()) : follow(link, results, handlers, job);
  }

  private int follow(
      RedisLink link, ResultReader results, HandlerProgressReader handlers, String job)
      throws InterruptedException {
    StopSignals.onFirst(stopped::set);
    try (ProgressSubscription subscription = subscribe(link, handlers, job)) {
      handlers.of(job).forEach(this::print);
      while (stopped.get() < 0) {
        Optional<Result> end = results.stored(job);
        printWhatCame(end.isPresent() ? 0 : LOOK_MILLIS);
        if (end.isPresent()) {
          return print(end.get());
        }
      }
    }
    return stopped.get();
  }

  private ProgressSubscription subscribe(
      RedisLink link, HandlerProgressReader handlers, String job) {
    try {
      return handlers.follow(job, heard::offer); // one that is too many is followed by others
    } catch (RedisCallException e) {
      throw new CommandFailedException(
          "cannot subscribe to progress at "
              + link.config().address()
              + ": may the user use channels? "
              + e.getMessage());
    }
  }

  private void printWhatCame(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (left >= 0 && stopped.get() < 0) {
      HandlerProgress first = heard.poll(left, TimeUnit.MILLISECONDS);
      if (first == null) {
        break;
      }
      List<HandlerProgress> all = new ArrayList<>(List.of(first));
      heard.drainTo(all);
      all.forEach(this::print);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    session.out().flush(); // notices a reader that went away
  }

  private int print(Result end) {
    return new ResultPrinter(session, json).print(end);
  }

  private void print(HandlerProgress progress) {
    session.out().line(view.show(progress));
  }
}
