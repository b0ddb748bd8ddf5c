package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.records.Task;
import io.streamweir.client.JobClient;
import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitFailedException;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Submits the jobs of numbered sources, one for each priority, at a steady rate, batch by batch:
 * each exactly once however many answers are lost. Remembers only what they add up to.
 */
final class NumberedProducer implements Producer {
  private static final int BATCH = 200;
  private static final Duration END = Duration.ofSeconds(60);

  private final JobClient<Task> client;
  private final Map<Priority, NumberedSource<Task>> sources = new EnumMap<>(Priority.class);
  private final Mix mix;
  private final double rate;
  private final boolean prioritized;
  private final Tally tally;
  private final Brake brake;
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "chaos-load");
  private final AtomicLong submitted = new AtomicLong();
  private volatile boolean stopping;

  NumberedProducer(JobClient<Task> client, Setup setup, Tally tally, Brake brake) {
    this.client = client;
    this.mix = setup.mix();
    this.rate = setup.rate();
    this.prioritized = setup.settings().prioritized();
    this.tally = tally;
    this.brake = brake;
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
      if (brake.on()) {
        begun = System.nanoTime() - (long) (submitted.get() / rate * 1e9); // no burst afterwards
        Waiting.pause(Duration.ofMillis(5));
      } else if (due - submitted.get() < BATCH) {
        Waiting.pause(Duration.ofMillis(5));
      } else {
        submitBatch();
      }
    }
  }

  /** A batch that failed is not over: the source repeats it from where it stands. */
  private void submitBatch() {
    Map<Priority, List<JobPlan>> jobs = new EnumMap<>(Priority.class);
    for (int i = 0; i < BATCH; i++) {
      JobPlan job = mix.job(submitted.get() + i);
      Priority priority = prioritized ? job.priority() : Priority.NORMAL;
      jobs.computeIfAbsent(priority, p -> new ArrayList<>()).add(job);
    }
    try {
      for (Map.Entry<Priority, List<JobPlan>> share : jobs.entrySet()) {
        submit(share.getKey(), share.getValue());
      }
      submitted.addAndGet(BATCH);
    } catch (SubmitFailedException e) {
      surprises.add("the source gave up: " + e.getMessage());
      stopping = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  private void submit(Priority priority, List<JobPlan> jobs) throws InterruptedException {
    List<Task> tasks = new ArrayList<>();
    for (JobPlan job : jobs) {
      tasks.add(new Task(job.number(), job.kind().name(), job.value()));
    }
    sources.computeIfAbsent(priority, this::source).submit(tasks);
    jobs.forEach(tally::acknowledged);
  }

  private NumberedSource<Task> source(Priority priority) {
    return client.source(
        "chaos-" + mix.seed() + "-" + priority, SubmitOptions.defaults().withPriority(priority));
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
