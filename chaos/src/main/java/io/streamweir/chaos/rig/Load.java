package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.oracle.Submission;
import io.streamweir.chaos.oracle.Submission.Fate;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.records.Task;
import io.streamweir.client.InboxFullException;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitFailedException;
import io.streamweir.client.SubmitNotReplicatedException;
import io.streamweir.client.SubmitOptions;
import io.streamweir.client.SubmitUncertainException;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A producer that submits jobs at a steady rate and writes down what it is told of each. Where each
 * job is remembered, some have delays, and all dedupe keys of one kind or another. Of the submits
 * whose answer was lost it repeats every other one with the same dedupe key, and leaves the rest
 * uncertain. Thread-safe.
 */
public final class Load implements Producer {
  private static final int MOST_UNANSWERED = 2_000;
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Duration REPEAT_AFTER = Duration.ofMillis(200);
  private static final int MOST_REPEATS = 100;
  private static final Duration END = Duration.ofSeconds(60);

  private final JobClient<Task> client;
  private final Mix mix;
  private final double rate;
  private final Durability durability;
  private final boolean remembering;
  private final boolean prioritized;
  private final Brake brake;
  private final Tally tally;
  private final Queue<Submission> history = new ConcurrentLinkedQueue<>();
  private final Semaphore room = new Semaphore(MOST_UNANSWERED);
  private final AtomicLong submitted = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong full = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "chaos-load");
  private volatile boolean stopping;

  /**
   * A producer that is not started yet.
   *
   * @param setup says which jobs, how many per second, how durably, and whether with priorities
   * @param remembering whether each job is remembered and has a dedupe key; else only what they add
   *     up to is
   * @param brake holds it
   */
  Load(JobClient<Task> client, Setup setup, boolean remembering, Tally tally, Brake brake) {
    this.client = client;
    this.durability = setup.settings().durability();
    this.prioritized = setup.settings().prioritized();
    this.remembering = remembering;
    this.tally = tally;
    this.brake = brake;
    this.mix = setup.mix();
    this.rate = setup.rate();
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public long full() {
    return full.get();
  }

  /** How many jobs Redis did not take. */
  long refused() {
    return refused.get();
  }

  /** Submits a job now, beside the steady ones. */
  public void submitNow(JobPlan job) {
    room.acquireUninterruptibly();
    submit(job, System.nanoTime(), 0);
  }

  private void run() {
    long begun = System.nanoTime();
    while (!stopping) {
      long due = (long) ((System.nanoTime() - begun) / 1e9 * rate);
      while (submitted.get() < due && !stopping && !brake.on() && room.tryAcquire()) {
        submit(mix.job(submitted.getAndIncrement()), System.nanoTime(), 0);
      }
      if (submitted.get() < due && (brake.on() || room.availablePermits() == 0)) {
        begun = System.nanoTime() - (long) (submitted.get() / rate * 1e9); // no burst afterwards
      }
      Waiting.pause(Duration.ofMillis(1));
    }
  }

  private void submit(JobPlan job, long begunAt, int repeats) {
    SubmitOptions options =
        SubmitOptions.defaults()
            .withJobId(job.jobId())
            .withKey(Answers.key(job.number(), job.kind(), job.jobId()))
            .withDurability(durability)
            .withPriority(prioritized ? job.priority() : Priority.NORMAL);
    if (remembering) {
      String held = job.heldKey();
      Dedupe dedupe =
          held == null ? Dedupe.within(job.jobId(), WINDOW) : Dedupe.untilFinished(held);
      options = options.withDedupe(dedupe).withDelay(job.delay());
    }
    CompletableFuture<Receipt> answer;
    try {
      answer = client.submitAsync(new Task(job.number(), job.kind().name(), job.value()), options);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete((receipt, thrown) -> answered(job, begunAt, repeats, thrown));
  }

  private void answered(JobPlan job, long begunAt, int repeats, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause == null) {
      acknowledged.incrementAndGet();
      end(job, Fate.ACKNOWLEDGED, begunAt);
    } else if (remembering && mayRepeat(job, repeats, cause)) {
      CompletableFuture.delayedExecutor(REPEAT_AFTER.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> submit(job, begunAt, repeats + 1));
    } else if (cause instanceof InboxFullException || cause instanceof SubmitFailedException) {
      full.addAndGet(cause instanceof InboxFullException ? 1 : 0);
      end(job, repeats == 0 ? Fate.REFUSED : Fate.UNCERTAIN, begunAt);
    } else {
      if (!isUncertain(cause)) {
        surprises.add(cause);
      }
      end(job, Fate.UNCERTAIN, begunAt);
    }
  }

  /** A repeated job is repeated until its fate is known, also where it meets a refusal. */
  private static boolean mayRepeat(JobPlan job, int repeats, Throwable cause) {
    boolean chosen = repeats > 0 || isUncertain(cause);
    return chosen && job.repeatable() && repeats < MOST_REPEATS;
  }

  /** A job that no replica has confirmed may be there or not, once its master is gone. */
  private static boolean isUncertain(Throwable cause) {
    return cause instanceof SubmitUncertainException
        || cause instanceof SubmitNotReplicatedException;
  }

  private void end(JobPlan job, Fate fate, long begunAt) {
    if (fate == Fate.REFUSED) {
      refused.incrementAndGet(); // whatever comes of it is unexpected
    } else if (remembering) {
      history.add(new Submission(job, fate, begunAt, System.nanoTime()));
    } else if (fate == Fate.ACKNOWLEDGED) {
      tally.acknowledged(job);
    } else {
      tally.uncertain();
    }
    room.release();
  }

  /** What became of each job that was not refused, where that is remembered. */
  List<Submission> history() {
    return new ArrayList<>(history);
  }

  @Override
  public void stop() {
    stopping = true;
    Waiting.require("the producer ended", END, () -> !thread.isAlive());
    Waiting.require(
        "all submits were answered", END, () -> room.availablePermits() == MOST_UNANSWERED);
  }

  @Override
  public List<String> surprises() {
    return surprises.stream().map(thrown -> "a submit failed with " + thrown).distinct().toList();
  }

  @Override
  public void close() {
    stopping = true;
  }
}
