package io.streamweir.cli.status.watch;

import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.http.sample.StatusSampler;
import io.streamweir.redis.RedisCallException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples one after the other and has them shown, until it is stopped. A server that goes
 * away is told of, and waited for. It is asked on a thread of its own, so that whoever watches can
 * leave although there is no answer. Used once.
 */
public final class StatusWatch {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long REFRESH_MILLIS = 1000;

  private final StatusSampler sampler;
  private final Duration interval;
  private final StatusHistory history = new StatusHistory();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private @Nullable Outage outage;
  private volatile @Nullable Instant asked;

  /** Something that changes what is shown; runs on the thread that shows it. */
  interface Change {
    void run() throws IOException, InterruptedException;
  }

  public StatusWatch(StatusSampler sampler, Duration interval) {
    this.sampler = sampler;
    this.interval = interval;
  }

  /** Ends {@link #untilStopped} soon. Thread-safe. */
  public void stop() {
    stop.countDown();
    change(() -> {});
  }

  /** Has something done by the thread that shows. Thread-safe. */
  void change(Change change) {
    changes.add(change);
  }

  /** Watches until {@link #stop}. */
  public void untilStopped(WatchView view) throws InterruptedException, IOException {
    Thread asking = new Thread(() -> ask(view), "sampler");
    asking.setDaemon(true);
    asking.start();
    try {
      while (stop.getCount() > 0) {
        view.refresh(history, outage());
        Change change = changes.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
        while (change != null) {
          change.run();
          change = changes.poll();
        }
      }
    } finally {
      stop.countDown();
    }
  }

  /** The outage that goes on; an answer that is long in coming counts as one. */
  private @Nullable Outage outage() {
    Instant since = asked;
    if (outage != null || since == null) {
      return outage;
    }
    boolean late = Duration.between(since, Instant.now()).compareTo(PATIENCE) > 0;
    return late ? new Outage(since, true, "no answer yet") : null;
  }

  private void ask(WatchView view) {
    long next = System.nanoTime();
    try {
      do {
        Change taken = sample(view);
        asked = null;
        change(taken);
        next = Math.max(next + interval.toNanos(), System.nanoTime());
      } while (!stop.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    }
  }

  private Change sample(WatchView view) {
    Instant begin = Instant.now();
    asked = begin;
    try {
      StatusSample sample = sampler.take();
      return () -> {
        outage = null;
        history.add(sample);
        view.sampled(sample, history);
      };
    } catch (RedisCallException e) {
      Outage begun = Outage.of(e, begin);
      return () -> {
        Outage going = outage == null ? begun : begun.since(outage.since());
        outage = going;
        view.failed(going);
      };
    } catch (RuntimeException | Error e) {
      return () -> { // else the watch would wait for samples for ever
        throw e;
      };
    }
  }
}
