package io.streamweir.http.job;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Pipeline;
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
    return client.submitAsync(request.input(inputs), request.options());
  }
}
