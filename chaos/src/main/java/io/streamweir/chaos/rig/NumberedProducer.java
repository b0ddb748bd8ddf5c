package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.records.Task;
import io.streamweir.client.JobClient;
import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Submits the jobs of a numbered source at a steady rate, batch by batch: each exactly once however
 * many answers are lost. Remembers only what they add up to.
 */
final class NumberedProducer implements Producer {
  private static final int BATCH = 200;
  private static final Duration END = Duration.ofSeconds(60);

  private final NumberedSource<Task> source;
  private final Mix mix;
  private final double rate;
  private final Tally tally;
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "chaos-load");
  private final AtomicLong submitted = new AtomicLong();
  private volatile boolean stopping;

  NumberedProducer(JobClient<Task> client, Mix mix, double rate, Tally tally) {
    this.source = client.source("chaos-" + mix.seed());
    this.mix = mix;
    this.rate = rate;
    this.tally = tally;
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    long begun = System.nanoTime();
    while (!stopping) {
      long due = (long) ((System.nanoTime() - begun) / 1e9 * rate);
      if (due - submitted.get() < BATCH) {
        Waiting.pause(Duration.ofMillis(5));
      } else {
        submitBatch();
      }
    }
  }

  /** A batch that failed is not over: the source repeats it from where it stands. */
  private void submitBatch() {
    List<JobPlan> jobs = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      JobPlan job = mix.job(submitted.get() + i);
      jobs.add(job);
      tasks.add(new Task(job.number(), job.kind().name(), job.value()));
    }
    try {
      source.submit(tasks);
      jobs.forEach(tally::acknowledged);
      submitted.addAndGet(BATCH);
    } catch (SubmitFailedException e) {
      surprises.add("the source gave up: " + e.getMessage());
      stopping = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  @Override
  public long acknowledged() {
    return submitted.get();
  }

  /** None: a numbered source waits for room. */
  @Override
  public long full() {
    return 0;
  }

  @Override
  public void stop() {
    stopping = true;
    Waiting.require("the producer ended", END, () -> !thread.isAlive());
  }

  @Override
  public List<String> surprises() {
    return List.copyOf(surprises);
  }

  @Override
  public void close() {
    stopping = true;
  }
}
