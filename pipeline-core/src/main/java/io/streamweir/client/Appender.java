package io.streamweir.client;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the jobs of one partition and appends them in batches. The first job leaves at once;
 * those that come while an answer is outstanding leave together. A batch that Redis certainly did
 * not take is tried again until its jobs' time is up; one whose answer was lost is not, since it
 * may have been taken. Thread-safe.
 */
final class Appender {
  /** The most jobs of one call. */
  static final int MAX_BATCH = 512;

  /** The most bytes of payload in one call, unless a single job has more. */
  static final long MAX_BATCH_BYTES = 1 << 20;

  /**
   * The most calls under way over a connection that others use too. Redis answers all calls that it
   * finds in its input at once: fewer would leave it idle until the next ones come.
   */
  static final int MAX_IN_FLIGHT = 16;

  private static final long MAX_BYTES_IN_FLIGHT = 4 * MAX_BATCH_BYTES;
  private static final long RETRY_MILLIS = 50;

  private final AppendCall call;
  private final String inbox;
  private final Duration timeout;
  private final int maxInFlight;
  private final Deque<Submit> waiting = new ArrayDeque<>();
  private int waitingJobs;
  private int inFlight;
  private long bytesInFlight;
  private boolean pausing;

  /**
   * An appender.
   *
   * @param timeout for how long a job is tried
   * @param maxInFlight how many calls may be without an answer; more than one only where many jobs
   *     wait
   */
  Appender(AppendCall call, String inbox, Duration timeout, int maxInFlight) {
    this.call = call;
    this.inbox = inbox;
    this.timeout = timeout;
    this.maxInFlight = maxInFlight;
  }

  /**
   * Jobs that are appended together, and the caller that waits to hear which of them were refused.
   */
  private static final class Submit {
    final List<AppendScript.Job> jobs;
    final long deadline;
    final long bytes;
    final CompletableFuture<List<AppendScript.Refusal>> answer = new CompletableFuture<>();

    Submit(List<AppendScript.Job> jobs, long deadline) {
      this.jobs = jobs;
      this.deadline = deadline;
      this.bytes = payloadBytes(jobs);
    }
  }

  /** Asked for every single submit, so without a stream. */
  private static long payloadBytes(List<AppendScript.Job> jobs) {
    long bytes = 0;
    for (AppendScript.Job job : jobs) {
      bytes += job.payloadBytes();
    }
    return bytes;
  }

  /** Appends at most {@link #MAX_BATCH} jobs; answers with those that were refused. */
  CompletableFuture<List<AppendScript.Refusal>> append(List<AppendScript.Job> jobs) {
    Submit submit = new Submit(jobs, System.nanoTime() + timeout.toNanos());
    synchronized (this) {
      waiting.add(submit);
      waitingJobs += jobs.size();
    }
    send();
    return submit.answer;
  }

  private void send() {
    for (List<Submit> batch = take(); !batch.isEmpty(); batch = take()) {
      List<Submit> sent = batch;
      CompletableFuture<AppendCall.Answer> answer;
      try {
        answer = call.run(jobs(sent), null);
      } catch (RuntimeException e) {
        answer = CompletableFuture.failedFuture(e);
      }
      answer.whenComplete((reply, thrown) -> finish(sent, reply, thrown));
    }
  }

  private static List<AppendScript.Job> jobs(List<Submit> batch) {
    if (batch.size() == 1) {
      return batch.get(0).jobs;
    }
    List<AppendScript.Job> jobs = new ArrayList<>(MAX_BATCH);
    batch.forEach(submit -> jobs.addAll(submit.jobs));
    return jobs;
  }

  private synchronized List<Submit> take() {
    Submit first = waiting.peek();
    if (first == null || pausing || !mayLeave(first)) {
      return List.of();
    }
    List<Submit> batch = new ArrayList<>();
    int jobs = 0;
    long bytes = 0;
    for (Submit next = first; next != null && fits(next, jobs, bytes); next = waiting.peek()) {
      batch.add(waiting.remove());
      jobs += next.jobs.size();
      bytes += next.bytes;
    }
    waitingJobs -= jobs;
    bytesInFlight += bytes;
    inFlight++;
    return batch;
  }

  /**
   * Single jobs wait for company while an answer is outstanding; those that come as many do not.
   */
  private boolean mayLeave(Submit first) {
    boolean enough = waitingJobs >= MAX_BATCH || first.jobs.size() > 1;
    boolean room = inFlight < maxInFlight && bytesInFlight + first.bytes <= MAX_BYTES_IN_FLIGHT;
    return inFlight == 0 || (enough && room);
  }

  private static boolean fits(Submit next, int jobs, long bytes) {
    return jobs == 0
        || (jobs + next.jobs.size() <= MAX_BATCH && bytes + next.bytes <= MAX_BATCH_BYTES);
  }

  private void finish(
      List<Submit> batch, AppendCall.@Nullable Answer answer, @Nullable Throwable thrown) {
    synchronized (this) {
      inFlight--;
      for (Submit submit : batch) {
        bytesInFlight -= submit.bytes;
      }
    }
    if (answer == null) {
      fail(batch, thrown);
    } else {
      answer(batch, answer);
    }
    send();
  }

  private void answer(List<Submit> batch, AppendCall.Answer answer) {
    int from = 0;
    for (Submit submit : batch) {
      int next = from + submit.jobs.size();
      List<AppendScript.Refusal> refusals = between(answer.refusals(), from, next);
      boolean added =
          refusals.size() < submit.jobs.size()
              || !refusals.stream().allMatch(AppendScript.Refusal::full);
      if (answer.doubt() == null || !added) {
        submit.answer.complete(refusals);
      } else {
        submit.answer.completeExceptionally(notReplicated(submit, answer));
      }
      from = next;
    }
  }

  private static List<AppendScript.Refusal> between(
      List<AppendScript.Refusal> refusals, int first, int next) {
    return refusals.isEmpty()
        ? refusals
        : refusals.stream()
            .filter(r -> r.position() >= first && r.position() < next)
            .map(r -> r.at(r.position() - first))
            .toList();
  }

  private void fail(List<Submit> batch, @Nullable Throwable thrown) {
    RedisCallException failure = RedisCallException.of(thrown);
    if (failure.uncertain()) {
      batch.forEach(
          submit ->
              submit.answer.completeExceptionally(
                  new SubmitUncertainException(
                      "no answer to the submit of %s to %s; it may have been added"
                          .formatted(describe(submit), inbox),
                      failure)));
    } else if (failure.passing()) {
      tryAgain(batch, failure);
    } else {
      batch.forEach(submit -> submit.answer.completeExceptionally(notAdded(submit, failure)));
    }
  }

  private void tryAgain(List<Submit> batch, RedisCallException failure) {
    long now = System.nanoTime();
    List<Submit> late = batch.stream().filter(submit -> submit.deadline - now <= 0).toList();
    List<Submit> still = batch.stream().filter(submit -> submit.deadline - now > 0).toList();
    late.forEach(submit -> submit.answer.completeExceptionally(notAdded(submit, failure)));
    synchronized (this) {
      for (int i = still.size() - 1; i >= 0; i--) {
        waiting.addFirst(still.get(i));
        waitingJobs += still.get(i).jobs.size();
      }
      pausing = true;
    }
    Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    later.execute(this::resume);
  }

  private void resume() {
    synchronized (this) {
      pausing = false;
    }
    send();
  }

  private static String describe(Submit submit) {
    String first = "job " + submit.jobs.get(0).entry().jobId();
    return submit.jobs.size() == 1 ? first : first + " and " + (submit.jobs.size() - 1) + " more";
  }

  private SubmitNotReplicatedException notReplicated(Submit submit, AppendCall.Answer answer) {
    return new SubmitNotReplicatedException(
        describe(submit)
            + " was added to "
            + inbox
            + ", but "
            + answer.doubt()
            + "; a failover may lose it, so send it again with the same dedupe key",
        answer.cause());
  }

  private StreamweirException notAdded(Submit submit, RedisCallException failure) {
    String what = describe(submit) + " was not added to " + inbox + ": ";
    return failure.code().equals(RedisCallException.CLOSED)
        ? SubmitsRefusedException.of(what, failure)
        : new SubmitFailedException(what + failure.getMessage(), failure);
  }
}
