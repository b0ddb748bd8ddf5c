package io.streamweir.client;

import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.AppendScript;
import io.streamweir.redis.NewEntry;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private final String name;
  private final Pipeline<I> pipeline;
  private final List<AppendScript> scripts;
  private final Function<I, byte[]> encoder;
  private final ClientConfig config;
  private final RedisLink link;
  private final long[] numbers; // jobs so far, per partition
  private long number; // jobs so far

  NumberedSource(
      String name,
      Pipeline<I> pipeline,
      List<AppendScript> scripts,
      Function<I, byte[]> encoder,
      ClientConfig config,
      RedisLink link) {
    this.name = name;
    this.pipeline = pipeline;
    this.scripts = scripts;
    this.encoder = encoder;
    this.config = config;
    this.link = link;
    this.numbers = new long[scripts.size()];
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
   * @throws InterruptedException where the thread is interrupted while it waits; the source may be
   *     begun anew
   */
  public Taken submit(List<I> inputs) throws InterruptedException {
    List<List<AppendScript.Job>> parts = new ArrayList<>();
    scripts.forEach(script -> parts.add(new ArrayList<>()));
    long now = System.currentTimeMillis();
    for (I input : inputs) {
      int partition = pipeline.partitionOf(name + ":" + ++number);
      NewEntry entry = NewEntry.submitted(JobId.next(), now, encoder.apply(input), null);
      parts.get(partition).add(new AppendScript.Job(entry, 0, null, 0));
    }
    int duplicates = 0;
    for (int partition = 0; partition < parts.size(); partition++) {
      duplicates += submit(partition, parts.get(partition));
    }
    return new Taken(inputs.size() - duplicates, duplicates);
  }

  /** Submits the jobs of one partition and answers with how many were there already. */
  private int submit(int partition, List<AppendScript.Job> jobs) throws InterruptedException {
    int duplicates = 0;
    boolean repeated = false;
    long deadline = System.nanoTime() + config.submitTimeout().toNanos();
    List<AppendScript.Job> left = jobs;
    while (!left.isEmpty()) {
      AppendScript.Source source =
          new AppendScript.Source(name, numbers[partition] + 1, REMEMBERED);
      try {
        List<AppendScript.Refusal> refusals = link.await(scripts.get(partition).run(left, source));
        int full = (int) refusals.stream().filter(AppendScript.Refusal::full).count();
        // After a lost answer our own first try looks like a duplicate.
        duplicates += repeated ? 0 : refusals.size() - full;
        numbers[partition] += left.size() - full;
        left = left.subList(left.size() - full, left.size());
        repeated = false;
        deadline = System.nanoTime() + config.submitTimeout().toNanos();
        pauseWhere(full > 0);
      } catch (RedisCallException e) {
        if (!e.passing() || System.nanoTime() - deadline > 0) {
          throw new SubmitFailedException(
              "jobs from number "
                  + source.first()
                  + " of source "
                  + name
                  + " were not added: "
                  + e.getMessage(),
              e);
        }
        repeated |= e.uncertain();
        pauseWhere(true);
      }
    }
    return duplicates;
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
