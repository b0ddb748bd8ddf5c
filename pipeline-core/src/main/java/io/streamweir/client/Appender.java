package io.streamweir.client;

import io.streamweir.internal.entry.AppendCall;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.internal.wire.Confirmed;
import io.streamweir.internal.wire.RecentScripts;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gathers the jobs of one partition and appends them in batches. The first job leaves at once;
 * those that come while an answer is outstanding leave together. A batch that Redis certainly did
 * not take is tried again before what follows it, until its jobs' time is up. One whose answer was
 * lost is not, since it may have been taken. Thread-safe.
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

  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final AppendCall call;
  private final String inbox;
  private final Duration timeout;
  private final int maxInFlight;
  private final Deque<Submit> waiting = new ArrayDeque<>(); // by their numbers
  private final RecentScripts recent = new RecentScripts();
  private long submits;
  private int waitingJobs;
  private boolean sending; // a thread does, and looks again before it ends
  private int inFlight;
  private long bytesInFlight;
  private boolean pausing;
  private boolean alone; // nothing leaves until what is under way is answered

  /**
   * An appender.
   *
   * @param timeout for how long a job is tried
   * @param maxInFlight how many calls may be without an answer; more than one only where many jobs
   *     wait, and where Redis has answered one a moment ago
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
    final long number;
    final List<AppendScript.Job> jobs;
    final long deadline;
    final long bytes;
    final CompletableFuture<List<AppendScript.Refusal>> answer = new CompletableFuture<>();

    Submit(long number, List<AppendScript.Job> jobs, long deadline) {
      this.number = number;
      this.jobs = jobs;
      this.deadline = deadline;
      this.bytes = payloadBytes(jobs);
    }
  }

  /**
   * Submits that leave in one call.
   *
   * @param script that the call runs
   * @param fallback full text where the call is alone until it is answered
   */
  private record Batch(
      List<Submit> submits, List<AppendScript.Job> jobs, Script script, Script.Fallback fallback) {}

  private static List<AppendScript.Job> jobs(List<Submit> submits) {
    if (submits.size() == 1) {
      return submits.get(0).jobs;
    }
    List<AppendScript.Job> jobs = new ArrayList<>(MAX_BATCH);
    submits.forEach(submit -> jobs.addAll(submit.jobs));
    return jobs;
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
    Submit submit;
    synchronized (this) {
      submit = new Submit(submits++, jobs, System.nanoTime() + timeout.toNanos());
      waiting.add(submit);
      waitingJobs += jobs.size();
    }
    send();
    return submit.answer;
  }

  /** Sends what may leave: one thread at a time, so that it leaves in the order of its taking. */
  private void send() {
    for (Batch batch = take(false); batch != null; batch = take(true)) {
      Batch sent = batch;
      run(sent).whenComplete((reply, thrown) -> finish(sent, reply, thrown));
    }
  }

  private CompletableFuture<Confirmed<List<AppendScript.Refusal>>> run(Batch batch) {
    try {
      return call.run(batch.jobs(), null, batch.fallback());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The next batch for the thread that sends, or for another one where none does. */
  private synchronized @Nullable Batch take(boolean sends) {
    if (sending && !sends) {
      return null;
    }
    Batch next = next();
    sending = next != null;
    return next;
  }

  private @Nullable Batch next() {
    Submit first = waiting.peek();
    boolean several = several();
    if (first == null || !mayLeave(first, several)) {
      return null;
    }
    List<Submit> batch = new ArrayList<>();
    int count = 0;
    long bytes = 0;
    for (Submit next : waiting) {
      if (!fits(next, count, bytes)) {
        break;
      }
      batch.add(next);
      count += next.jobs.size();
      bytes += next.bytes;
    }
    List<AppendScript.Job> jobs = jobs(batch);
    Script script = AppendScript.script(jobs, null);
    alone = !several || !recent.has(script, System.nanoTime());
    if (alone && inFlight > 0) {
      alone = false; // it leaves once those that are under way are answered
      return null;
    }
    batch.forEach(submit -> waiting.remove());
    waitingJobs -= count;
    bytesInFlight += bytes;
    inFlight++;
    Script.Fallback fallback = alone ? Script.Fallback.FULL_TEXT : Script.Fallback.NONE;
    return new Batch(batch, jobs, script, fallback);
  }

  private boolean several() {
    return maxInFlight > 1 && recent.any(System.nanoTime());
  }

  /**
   * Single jobs wait for company while an answer is outstanding; those that come as many do not.
   */
  private boolean mayLeave(Submit first, boolean several) {
    boolean enough = waitingJobs >= MAX_BATCH || first.jobs.size() > 1;
    boolean room = inFlight < maxInFlight && bytesInFlight + first.bytes <= MAX_BYTES_IN_FLIGHT;
    return !pausing && !alone && (inFlight == 0 || (several && enough && room));
  }

  private static boolean fits(Submit next, int jobs, long bytes) {
    return jobs == 0
        || (jobs + next.jobs.size() <= MAX_BATCH && bytes + next.bytes <= MAX_BATCH_BYTES);
  }

  private void finish(
      Batch batch,
      @Nullable Confirmed<List<AppendScript.Refusal>> answer,
      @Nullable Throwable thrown) {
    if (answer == null) {
      fail(batch.submits(), RedisCallException.of(thrown));
    } else {
      outages.over(submitting());
      answered(batch);
      answer(batch.submits(), answer);
    }
    sendNext();
  }

  /** An I/O thread writes at once, and would overtake what other threads have sent and queued. */
  private void sendNext() {
    boolean nothingUnderWay;
    synchronized (this) {
      Submit first = waiting.peek();
      if (sending || first == null || !mayLeave(first, several())) {
        return;
      }
      nothingUnderWay = inFlight == 0;
    }
    if (nothingUnderWay) {
      send();
    } else {
      SendThreads.POOL.execute(this::send);
    }
  }

  private synchronized void answered(Batch batch) {
    recent.answered(batch.script(), System.nanoTime());
    arrived(batch.submits());
  }

  private void arrived(List<Submit> batch) {
    inFlight--;
    alone = false;
    for (Submit submit : batch) {
      bytesInFlight -= submit.bytes;
    }
  }

  /** Puts back what is tried again, in the same step: nothing that follows may leave before it. */
  private synchronized void failed(List<Submit> batch, List<Submit> again) {
    recent.forget();
    arrived(batch);
    putBack(again);
    pausing |= !again.isEmpty();
  }

  /** Batches that were under way together may come back in any order. */
  private void putBack(List<Submit> again) {
    if (again.isEmpty()) {
      return;
    }
    again.forEach(submit -> waitingJobs += submit.jobs.size());
    List<Submit> all = new ArrayList<>(again);
    all.addAll(waiting);
    all.sort(Comparator.comparingLong(submit -> submit.number));
    waiting.clear();
    waiting.addAll(all);
  }

  private void answer(List<Submit> batch, Confirmed<List<AppendScript.Refusal>> answer) {
    int from = 0;
    for (Submit submit : batch) {
      int next = from + submit.jobs.size();
      List<AppendScript.Refusal> refusals = between(answer.value(), from, next);
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

  private void fail(List<Submit> batch, RedisCallException failure) {
    if (failure.uncertain()) {
      failed(batch, List.of());
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
      failed(batch, List.of());
      batch.forEach(submit -> submit.answer.completeExceptionally(notAdded(submit, failure)));
    }
  }

  private void tryAgain(List<Submit> batch, RedisCallException failure) {
    long now = System.nanoTime();
    List<Submit> late = batch.stream().filter(submit -> submit.deadline - now <= 0).toList();
    List<Submit> still = batch.stream().filter(submit -> submit.deadline - now > 0).toList();
    if (!still.isEmpty()) {
      outages.failed(submitting(), failure);
    }
    failed(batch, still);
    late.forEach(submit -> submit.answer.completeExceptionally(notAdded(submit, failure)));
    Executor later = CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    later.execute(this::resume);
  }

  private String submitting() {
    return "submitting to " + inbox;
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

  private SubmitNotReplicatedException notReplicated(
      Submit submit, Confirmed<List<AppendScript.Refusal>> answer) {
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
