package io.streamweir.http.job;

import io.streamweir.client.ClientConfig;
import io.streamweir.client.JobClient;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.Pipeline;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client for each pipeline, connected when a job is first submitted to it. Thread-safe. No call
 * waits for Redis.
 */
final class Clients implements AutoCloseable {
  private final Engine engine;
  private final ClientConfig config;
  private final Map<String, CompletableFuture<Submitter<?>>> submitters = new ConcurrentHashMap<>();

  Clients(Engine engine, ClientConfig config) {
    this.engine = engine;
    this.config = config;
  }

  /**
   * What submits jobs to this pipeline. Where connecting fails, so does the future, and the next
   * call tries again.
   *
   * @throws io.streamweir.http.core.ProblemException where no code defines the pipeline
   */
  CompletableFuture<Submitter<?>> of(String name) {
    CompletableFuture<Submitter<?>> known = submitters.get(name);
    if (known != null && !known.isCompletedExceptionally()) {
      return known;
    }
    Pipeline<?> pipeline =
        engine
            .pipelines()
            .definition(name)
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemType.NOT_FOUND,
                            "this server has no definition of a pipeline "
                                + name
                                + ", so that it can submit no job to it")
                        .asException());
    return submitters.compute(
        name,
        (any, now) -> now != null && !now.isCompletedExceptionally() ? now : connect(pipeline));
  }

  private <I> CompletableFuture<Submitter<?>> connect(Pipeline<I> pipeline) {
    return engine.background(
        () ->
            new Submitter<>(
                pipeline, JobClient.connect(engine.link(Role.SUBMIT), pipeline, config)));
  }

  @Override
  public void close() {
    submitters.values().forEach(each -> each.thenAccept(submitter -> submitter.client().close()));
  }
}
