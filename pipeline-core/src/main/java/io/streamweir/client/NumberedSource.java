package io.streamweir.client;

import io.streamweir.internal.entry.AppendCall;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Headers;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.upkeep.OutageLog;
import io.streamweir.internal.wire.Confirmed;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Submits jobs of an ordered source exactly once. In the step that appends a job, its partition
 * remembers how far the source has come. If a program submits the source again from its beginning,
 * it passes over what is there. So a lost answer is no danger: the batch is sent again. For one
 * thread; one batch at a time.
 *
 * @param <I> the payload that the pipeline accepts
 */
public final class NumberedSource<I> {
  private static final Duration REMEMBERED = Duration.ofDays(7);
  private static final long RETRY_MILLIS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(NumberedSource.class);

  private final OutageLog outages = new OutageLog(LOG, Level.WARN);
  private final String name;
  private final PipelineFacts<?> pipeline;
  private final List<AppendCall> calls;
  private final JobEncoder<I> encoder;
  private final SubmitOptions options;
  private final Duration submitTimeout;
  private final SubmitObserving observing;
  private final long[] numbers; // jobs so far, per partition
  private long number; // jobs so far

  NumberedSource(
      String name,
      PipelineFacts<?> pipeline,
      List<AppendCall> calls,
      JobEncoder<I> encoder,
      SubmitOptions options,
      Duration submitTimeout,
      SubmitObserving observing) {
    this.name = name;
    this.pipeline = pipeline;
    this.calls = calls;
    this.encoder = encoder;
    this.options = options;
    this.submitTimeout = submitTimeout;
    this.observing = observing;
    this.numbers = new long[calls.size()];
  }

  /**
   * What became of a batch.
   *
   * @param jobIds of the jobs that were added, in their order
   * @param duplicates jobs that were there already
   * @param added for each input of the batch, in order, whether its job was added
   */
  public record Taken(List<String> jobIds, int duplicates, List<Boolean> added) {
    /** Makes it immutable. */
    public Taken {
      jobIds = List.copyOf(jobIds);
      added = List.copyOf(added);
    }

    /** How many jobs were added. */
    public int submitted() {
      return jobIds.size();
    }
  }

  /**
   * Submits the source's next jobs, and waits for room where the inbox is full and for Redis where
   * it is away.
   *
   * @throws PayloadTooLargeException before anything of this batch is submitted
   * @throws SubmitFailedException where Redis did not take them within the submit timeout; the
   *     source may be begun anew
   * @throws SubmitsRefusedException where submits are refused while the pipeline is paused; the
   *     source may be begun anew
   * @throws SubmitNotReplicatedException where they were added, but not confirmed by enough
   *     replicas within the submit timeout; the source may be begun anew
   * @throws InterruptedException where the thread is interrupted while it waits; the source may be
   *     begun anew
   */
  public Taken submit(List<I> inputs) throws InterruptedException {
    SubmitObserving.Observed observed = observing.begin(inputs.size(), Map.of());
    try {
      List<String> ids = new ArrayList<>(inputs.size());
      Taken taken = sendAll(shares(inputs, Headers.encode(observed.headers()), ids), ids);
      observed.end(null);
      return taken;
    } catch (InterruptedException | RuntimeException e) {
      observed.end(e);
      throw e;
    }
  }

  /**
   * The jobs of each partition.
   *
   * @param ids gets the id of each input's job
   */
  private List<List<AppendScript.Job>> shares(
      List<I> inputs, @Nullable String headers, List<String> ids) {
    List<List<AppendScript.Job>> shares = new ArrayList<>();
    calls.forEach(call -> shares.add(new ArrayList<>()));
    long now = System.currentTimeMillis();
    long delay = options.delay().toMillis();
    for (I input : inputs) {
      String key = encoder.keyOf(input);
      String place = name + ":" + ++number;
      int partition = pipeline.partitionOf(key == null ? place : key);
      String id = JobId.next();
      ids.add(id);
      NewEntry plain = NewEntry.submitted(id, now, encoder.payload(input), headers);
      NewEntry entry = key == null || !pipeline.keyed() ? plain : plain.keyed(key);
      shares.get(partition).add(new AppendScript.Job(entry, delay, options.dueMillis(), null, 0));
    }
    return shares;
  }

  /** Sends to all partitions before it waits for any. */
  private Taken sendAll(List<List<AppendScript.Job>> shares, List<String> ids)
      throws InterruptedException {
    List<Share> sent = new ArrayList<>();
    for (int partition = 0; partition < shares.size(); partition++) {
      if (!shares.get(partition).isEmpty()) {
        sent.add(new Share(partition, shares.get(partition)));
      }
    }
    List<String> added = new ArrayList<>();
    int duplicates = 0;
    for (Share share : sent) {
      share.seeThrough();
      added.addAll(share.added);
      duplicates += share.duplicates;
    }
    Collections.sort(added); // as they were made
    Set<String> all = new HashSet<>(added);
    return new Taken(added, duplicates, ids.stream().map(all::contains).toList());
  }

  /** An answer, and when it came. */
  private record Answered(Confirmed<List<AppendScript.Refusal>> answer, long at) {}

  /** The jobs of one partition in one batch, which are sent until all of them are there. */
  private final class Share {
    private final int partition;
    private List<AppendScript.Job> left;
    private CompletableFuture<Answered> next;
    private long
        begun; // when those that are left were sent first, or first since they found no room
    private long deadline;
    private boolean repeated; // so that our own first try looks like a duplicate
    private boolean full; // those that are left were refused and told so
    private final List<String> added = new ArrayList<>();
    private int duplicates;

    Share(int partition, List<AppendScript.Job> jobs) {
      this.partition = partition;
      this.left = jobs;
      this.begun = System.nanoTime();
      this.next = send();
    }

    private CompletableFuture<Answered> send() {
      AppendScript.Source source =
          new AppendScript.Source(name, numbers[partition] + 1, REMEMBERED);
      return calls
          .get(partition)
          .run(left, source, Script.Fallback.FULL_TEXT)
          .thenApply(answer -> new Answered(answer, System.nanoTime()));
    }

    void seeThrough() throws InterruptedException {
      deadline = System.nanoTime() + submitTimeout.toNanos();
      while (true) {
        try {
          Answered answered = next.get();
          if (answered.answer().doubt() == null) {
            take(answered);
            outages.over(submitting());
            if (left.isEmpty()) {
              return;
            }
          } else {
            repeated = true;
            checkTime(answered.answer());
          }
        } catch (ExecutionException e) {
          checkTime(RedisCallException.of(e));
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        begun = full ? System.nanoTime() : begun;
        next = send();
      }
    }

    /** Only jobs behind all others are refused for want of room. */
    private void take(Answered answered) {
      List<AppendScript.Refusal> refusals = answered.answer().value();
      int refused = (int) refusals.stream().filter(AppendScript.Refusal::full).count();
      int there = repeated ? 0 : refusals.size() - refused;
      int taken = left.size() - refused;
      left.subList(there, taken).forEach(job -> added.add(job.entry().jobId()));
      duplicates += there;
      numbers[partition] += taken;
      left = left.subList(taken, left.size());
      long nanos = answered.at() - begun;
      observing.tell(SubmitListener.Outcome.ACCEPTED, taken - there, nanos);
      observing.tell(SubmitListener.Outcome.DUPLICATE, there, nanos);
      observing.tell(SubmitListener.Outcome.FULL, full ? 0 : refused, nanos);
      full = refused > 0;
      repeated = false;
      deadline = System.nanoTime() + submitTimeout.toNanos();
    }

    private void checkTime(Confirmed<List<AppendScript.Refusal>> answer) {
      if (late()) {
        end(SubmitListener.Outcome.UNCERTAIN);
        throw new SubmitNotReplicatedException(
            "jobs from number %s of source %s were added, but %s; a failover may lose them"
                .formatted(numbers[partition] + 1, name, answer.doubt()),
            answer.cause());
      }
    }

    private void checkTime(RedisCallException failure) {
      repeated |= failure.uncertain();
      if (!failure.passing() || late()) {
        end(repeated ? SubmitListener.Outcome.UNCERTAIN : SubmitListener.Outcome.FAILED);
        throw notAdded(failure);
      }
      outages.failed(submitting(), failure);
    }

    private StreamweirException notAdded(RedisCallException failure) {
      String what =
          "jobs from number %s of source %s %s: "
              .formatted(
                  numbers[partition] + 1,
                  name,
                  repeated ? "may not have been added" : "were not added");
      return failure.code().equals(RedisCallException.CLOSED)
          ? SubmitsRefusedException.of(what, failure)
          : new SubmitFailedException(what + failure.getMessage(), failure);
    }

    private boolean late() {
      return System.nanoTime() - deadline > 0;
    }

    private void end(SubmitListener.Outcome outcome) {
      observing.tell(outcome, left.size(), System.nanoTime() - begun);
    }
  }

  private String submitting() {
    return "submitting to " + pipeline.name();
  }

  @Override
  public String toString() {
    return "NumberedSource[" + name + ", " + Arrays.toString(numbers) + "]";
  }
}
