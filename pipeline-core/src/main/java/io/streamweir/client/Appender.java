package io.streamweir.client;

import io.streamweir.redis.AppendScript;
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
  private static final int MAX_BATCH = 512;
  private static final int MAX_IN_FLIGHT = 4;
  private static final long RETRY_MILLIS = 50;

  private final AppendScript script;
  private final String inbox;
  private final Duration timeout;
  private final Deque<Submit> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean pausing;

  Appender(AppendScript script, String inbox, Duration timeout) {
    this.script = script;
    this.inbox = inbox;
    this.timeout = timeout;
  }

  /** A job on its way, and who waits for the answer: null where it was appended. */
  private static final class Submit {
    final AppendScript.Job job;
    final long deadline;
    final CompletableFuture<AppendScript.@Nullable Refusal> answer = new CompletableFuture<>();

    Submit(AppendScript.Job job, long deadline) {
      this.job = job;
      this.deadline = deadline;
    }
  }

  /** Appends the job; answers null, or why it was not appended. */
  CompletableFuture<AppendScript.@Nullable Refusal> append(AppendScript.Job job) {
    Submit submit = new Submit(job, System.nanoTime() + timeout.toNanos());
    synchronized (this) {
      waiting.add(submit);
    }
    send();
    return submit.answer;
  }

  private void send() {
    for (List<Submit> batch = take(); !batch.isEmpty(); batch = take()) {
      List<Submit> sent = batch;
      script
          .run(sent.stream().map(submit -> submit.job).toList(), null)
          .whenComplete((refusals, thrown) -> finish(sent, refusals, thrown));
    }
  }

  private synchronized List<Submit> take() {
    boolean may =
        !pausing && (inFlight == 0 || (inFlight < MAX_IN_FLIGHT && waiting.size() >= MAX_BATCH));
    if (!may || waiting.isEmpty()) {
      return List.of();
    }
    List<Submit> batch = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
    while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
      batch.add(waiting.remove());
    }
    inFlight++;
    return batch;
  }

  private void finish(
      List<Submit> batch,
      @Nullable List<AppendScript.Refusal> refusals,
      @Nullable Throwable thrown) {
    synchronized (this) {
      inFlight--;
    }
    if (refusals == null) {
      fail(batch, thrown);
    } else {
      refusals.forEach(refusal -> batch.get(refusal.position()).answer.complete(refusal));
      batch.forEach(submit -> submit.answer.complete(null));
    }
    send();
  }

  private void fail(List<Submit> batch, @Nullable Throwable thrown) {
    RedisCallException failure = RedisCallException.of(thrown);
    if (failure.uncertain()) {
      batch.forEach(
          submit ->
              submit.answer.completeExceptionally(
                  new SubmitUncertainException(
                      "no answer to the submit of job "
                          + submit.job.entry().jobId()
                          + " to "
                          + inbox
                          + "; it may have been added",
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

  private SubmitFailedException notAdded(Submit submit, RedisCallException failure) {
    return new SubmitFailedException(
        "job "
            + submit.job.entry().jobId()
            + " was not added to "
            + inbox
            + ": "
            + failure.getMessage(),
        failure);
  }
}
