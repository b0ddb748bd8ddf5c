package io.streamweir.client;

import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.AppendScript;
import io.streamweir.redis.NewEntry;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Submits jobs of an ordered source exactly once. Each partition of the pipeline remembers, in the
 * same step that appends a job, how far the source has come; whoever submits the source again from
 * its beginning passes over what is there. A lost answer is therefore no danger: the batch is
 * simply sent again. For one thread; one batch at a time.
 *
 * @param <I> the payload that the pipeline accepts
 */
public final class NumberedSource<I extends SpecificRecord> {
  private static final Duration REMEMBERED = Duration.ofDays(7);
  private static final long RETRY_MILLIS = 100;
  private static final AppendCall.Answer NOTHING = new AppendCall.Answer(List.of(), null, null);

  private final String name;
  private final Pipeline<I> pipeline;
  private final List<AppendCall> calls;
  private final Function<I, byte[]> encoder;
  private final ClientConfig config;
  private final long[] numbers; // jobs so far, per partition
  private long number; // jobs so far

  NumberedSource(
      String name,
      Pipeline<I> pipeline,
      List<AppendCall> calls,
      Function<I, byte[]> encoder,
      ClientConfig config) {
    this.name = name;
    this.pipeline = pipeline;
    this.calls = calls;
    this.encoder = encoder;
    this.config = config;
    this.numbers = new long[calls.size()];
  }

  /**
   * What became of a batch.
   *
   * @param submitted jobs that were added
   * @param duplicates jobs that were there already
   */
  public record Taken(int submitted, int duplicates) {}

  /**
   * Submits the source's next jobs, and waits for room where the inbox is full and for Redis where
   * it is away.
   *
   * @throws PayloadTooLargeException before anything of this batch is submitted
   * @throws SubmitFailedException where Redis did not take them within the submit timeout; the
   *     source may be begun anew
   * @throws SubmitNotReplicatedException where they were added, but not confirmed by enough
   *     replicas within the submit timeout; the source may be begun anew
   * @throws InterruptedException where the thread is interrupted while it waits; the source may be
   *     begun anew
   */
  public Taken submit(List<I> inputs) throws InterruptedException {
    List<List<AppendScript.Job>> parts = new ArrayList<>();
    calls.forEach(call -> parts.add(new ArrayList<>()));
    long now = System.currentTimeMillis();
    for (I input : inputs) {
      int partition = pipeline.partitionOf(name + ":" + ++number);
      NewEntry entry = NewEntry.submitted(JobId.next(), now, encoder.apply(input), null);
      parts.get(partition).add(new AppendScript.Job(entry, 0, null, 0));
    }
    List<CompletableFuture<AppendCall.Answer>> answers = new ArrayList<>();
    for (int partition = 0; partition < parts.size(); partition++) {
      answers.add(send(partition, parts.get(partition)));
    }
    int duplicates = 0;
    for (int partition = 0; partition < parts.size(); partition++) {
      duplicates += submit(partition, parts.get(partition), answers.get(partition));
    }
    return new Taken(inputs.size() - duplicates, duplicates);
  }

  /**
   * Sees the jobs of one partition, which were sent, through and answers with how many were there
   * already.
   */
  private int submit(
      int partition, List<AppendScript.Job> jobs, CompletableFuture<AppendCall.Answer> sent)
      throws InterruptedException {
    int duplicates = 0;
    boolean repeated = false; // so that our own first try looks like a duplicate
    long deadline = deadline();
    List<AppendScript.Job> left = jobs;
    CompletableFuture<AppendCall.Answer> next = sent;
    while (!left.isEmpty()) {
      long first = numbers[partition] + 1;
      try {
        AppendCall.Answer answer = await(next);
        if (answer.doubt() == null) {
          int full = (int) answer.refusals().stream().filter(AppendScript.Refusal::full).count();
          duplicates += repeated ? 0 : answer.refusals().size() - full;
          numbers[partition] += left.size() - full;
          left = left.subList(left.size() - full, left.size());
          repeated = false;
          deadline = deadline();
          pauseWhere(full > 0);
          next = send(partition, left);
          continue;
        }
        repeated = true;
        if (late(deadline)) {
          throw notReplicated(first, answer);
        }
      } catch (RedisCallException e) {
        repeated |= e.uncertain();
        if (!e.passing() || late(deadline)) {
          throw notAdded(first, e);
        }
      }
      pauseWhere(true);
      next = send(partition, left);
    }
    return duplicates;
  }

  private CompletableFuture<AppendCall.Answer> send(int partition, List<AppendScript.Job> jobs) {
    if (jobs.isEmpty()) {
      return CompletableFuture.completedFuture(NOTHING);
    }
    long first = numbers[partition] + 1;
    return calls.get(partition).run(jobs, new AppendScript.Source(name, first, REMEMBERED));
  }

  private static AppendCall.Answer await(CompletableFuture<AppendCall.Answer> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw RedisCallException.of(e);
    }
  }

  private long deadline() {
    return System.nanoTime() + config.submitTimeout().toNanos();
  }

  private static boolean late(long deadline) {
    return System.nanoTime() - deadline > 0;
  }

  private SubmitFailedException notAdded(long first, RedisCallException failure) {
    return new SubmitFailedException(
        "jobs from number %d of source %s were not added: %s"
            .formatted(first, name, failure.getMessage()),
        failure);
  }

  private SubmitNotReplicatedException notReplicated(long first, AppendCall.Answer answer) {
    return new SubmitNotReplicatedException(
        "jobs from number %d of source %s were added, but %s; a failover may lose them"
            .formatted(first, name, answer.doubt()),
        answer.cause());
  }

  private static void pauseWhere(boolean waiting) throws InterruptedException {
    if (waiting) {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    }
  }

  @Override
  public String toString() {
    return "NumberedSource[" + name + ", " + Arrays.toString(numbers) + "]";
  }
}
