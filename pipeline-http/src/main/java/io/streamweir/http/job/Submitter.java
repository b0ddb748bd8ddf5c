package io.streamweir.http.job;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.http.core.InputProblem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.pipeline.Pipeline;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Submits to one pipeline.
 *
 * @param pipeline the pipeline
 * @param client its client
 * @param inputs reads what clients send
 */
record Submitter<I>(Pipeline<I> pipeline, JobClient<I> client, Inputs<I> inputs) {
  Submitter(Pipeline<I> pipeline, JobClient<I> client) {
    this(pipeline, client, new Inputs<>(pipeline.input()));
  }

  /**
   * Submits the job that a request describes.
   *
   * @throws io.streamweir.http.core.ProblemException where it describes none
   */
  CompletableFuture<Receipt> submit(SubmitRequest request) {
    return submit(request.payload(inputs), request.options());
  }

  /**
   * Submits this job.
   *
   * @throws io.streamweir.http.core.ProblemException where the options do not fit the pipeline
   */
  CompletableFuture<Receipt> submit(byte[] payload, SubmitOptions options) {
    try {
      return client.ofPayloads().submitAsync(payload, options);
    } catch (IllegalArgumentException e) {
      throw misfit(options, e);
    }
  }

  /**
   * Submits these jobs, whose futures come in their order.
   *
   * @throws io.streamweir.http.core.ProblemException where the options do not fit the pipeline
   */
  List<CompletableFuture<Receipt>> submit(List<byte[]> payloads, SubmitOptions options) {
    try {
      return client.ofPayloads().submitEach(payloads, options);
    } catch (IllegalArgumentException e) {
      throw misfit(options, e);
    }
  }

  private ProblemException misfit(SubmitOptions options, IllegalArgumentException e) {
    boolean priority = pipeline.facts().priorities().contains(options.priority());
    return InputProblem.of(
        priority ? "/options/key" : "/options/priority", String.valueOf(e.getMessage()));
  }
}
