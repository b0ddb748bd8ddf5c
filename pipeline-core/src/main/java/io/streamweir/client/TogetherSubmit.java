package io.streamweir.client;

import io.streamweir.client.SubmitObserving.Answered;
import io.streamweir.client.SubmitObserving.Observed;
import io.streamweir.internal.entry.AppendScript;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.Priority;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Submits many jobs together. Thread-safe. */
final class TogetherSubmit<I> {
  /** Redis has something to do while the caller, who waits for all, encodes the next ones. */
  private static final int SMALL = 64;

  /** A caller that does not wait sends more meanwhile, so that few calls cost less. */
  private static final int LARGE = Appender.MAX_BATCH;

  private final PipelineFacts<?> pipeline;
  private final JobEncoder<I> encoder;
  private final SubmitObserving observing;
  private final Sending sending;
  private final ClientConfig config;

  TogetherSubmit(
      PipelineFacts<?> pipeline,
      JobEncoder<I> encoder,
      SubmitObserving observing,
      Sending sending,
      ClientConfig config) {
    this.pipeline = pipeline;
    this.encoder = encoder;
    this.observing = observing;
    this.sending = sending;
    this.config = config;
  }

  /** Appends jobs to a partition's first inbox; the answer never fails. */
  @FunctionalInterface
  interface Sending {
    CompletableFuture<Answered> append(
        Priority priority, int partition, Durability durability, List<AppendScript.Job> jobs);
  }

  /** Waits for all receipts; throws the first failure, also of a job that cannot be encoded. */
  List<Receipt> all(List<I> inputs) {
    return observing.observe(
        inputs.size(),
        SubmitOptions.defaults(),
        options -> {
          BulkSubmit bulk = begin(inputs.size(), SMALL, options);
          inputs.forEach(input -> encoded(input, options).addTo(bulk));
          return bulk.await(observing::tell);
        });
  }

  /** The receipt of each job, once it is there. */
  List<CompletableFuture<Receipt>> each(List<I> inputs, SubmitOptions options) {
    Observed observed = observing.begin(inputs.size(), options.headers());
    SubmitOptions traced = options.withHeaders(observed.headers());
    BulkSubmit bulk = begin(inputs.size(), LARGE, traced);
    for (I input : inputs) {
      Encoded job;
      try {
        job = encoded(input, traced);
      } catch (RuntimeException e) {
        bulk.add(e);
        continue;
      }
      job.addTo(bulk);
    }
    List<CompletableFuture<Receipt>> each = bulk.each(config.callbackExecutor(), observing::tell);
    observed.endAfter(each);
    return each;
  }

  private BulkSubmit begin(int jobs, int firstChunk, SubmitOptions options) {
    return new BulkSubmit(
        jobs,
        firstChunk,
        (partition, some) ->
            sending.append(options.priority(), partition, options.durability(), some),
        (partition, refusal) -> Receipt.of(pipeline, partition, refusal));
  }

  /** A job and where it belongs. */
  private record Encoded(int partition, AppendScript.Job job) {
    void addTo(BulkSubmit bulk) {
      bulk.add(partition, job);
    }
  }

  private Encoded encoded(I input, SubmitOptions options) {
    String jobId = JobId.next();
    String key = encoder.partitionKey(input, options, jobId);
    return new Encoded(pipeline.partitionOf(key), encoder.job(jobId, key, input, options));
  }
}
