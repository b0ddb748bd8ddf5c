package io.streamweir.http.engine;

import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What routes ask the engine by. Thread-safe. Opens a link when it is first needed, so that it can
 * be made while Redis is away.
 */
public final class Engine implements AutoCloseable {
  private static final int FEW = 16;
  private static final int IDLE_SECONDS = 30;

  private final Links links;
  private final KnownPipelines pipelines;
  private final ExecutorService background =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "streamweir-http-background");
            thread.setDaemon(true);
            return thread;
          });

  private final ExecutorService few = few();

  private Engine(Links links, Collection<? extends Pipeline<?>> definitions) {
    this.links = links;
    this.pipelines = new KnownPipelines(definitions);
  }

  /** An engine whose roles all use one user of Redis. */
  public static Engine of(RedisConfig redis, Collection<? extends Pipeline<?>> definitions) {
    return of(Map.of(Role.SUBMIT, redis, Role.READ, redis, Role.OPERATE, redis), definitions);
  }

  /** An engine with a user of Redis for each role. */
  public static Engine of(
      Map<Role, RedisConfig> redis, Collection<? extends Pipeline<?>> definitions) {
    return new Engine(new Links(redis), definitions);
  }

  /**
   * The link of a role.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be reached
   */
  public RedisLink link(Role role) {
    return links.of(role);
  }

  /** The namespace of all keys, the same for all roles. */
  public String namespace() {
    return links.namespace();
  }

  /** The role by which the caller looks at things: the one that may change least. */
  public static Role looking(Caller caller) {
    boolean reads = caller.may(Role.READ) || caller.may(Role.OPERATE);
    return reads ? Role.READ : Role.SUBMIT;
  }

  /**
   * The link by which a request looks at things.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be reached
   */
  public RedisLink reading(Request request) {
    return link(looking(request.caller()));
  }

  /**
   * The pipeline that a path names by {@code {pipeline}}, as Redis has it.
   *
   * @param link by which Redis is asked where no code defines it
   * @throws io.streamweir.pipeline.UnknownPipelineException where nobody knows it
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public PipelineFacts<?> pipeline(RedisLink link, Request request) {
    return pipelines.find(link, request.parameter("pipeline"));
  }

  /**
   * The code of the pipeline that a path names by {@code {pipeline}}, as Redis has it.
   *
   * @throws io.streamweir.http.core.ProblemException where this program does not have the code
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public Pipeline<?> definition(RedisLink link, Request request) {
    return PipelineMeta.known(link.patient(), definition(request));
  }

  /**
   * The code of the pipeline that a path names by {@code {pipeline}}, whatever Redis has.
   *
   * @throws io.streamweir.http.core.ProblemException where this program does not have it
   */
  public Pipeline<?> definition(Request request) {
    String name = request.parameter("pipeline");
    return pipelines
        .definition(name)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemType.NOT_FOUND,
                        "this server does not have the code of pipeline '"
                            + name
                            + "', which this needs; start it with the pipeline's jar")
                    .asException());
  }

  /** The pipelines that are known. */
  public KnownPipelines pipelines() {
    return pipelines;
  }

  /**
   * Does something that waits for Redis or for a client, on a thread of its own: for what few do at
   * once.
   */
  public <T> CompletableFuture<T> background(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, background);
  }

  private static ExecutorService few() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            FEW,
            FEW,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "streamweir-http-look");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Does something that waits for Redis, when one of a few threads has time: for what many streams
   * do at once.
   *
   * @throws java.util.concurrent.RejectedExecutionException where the engine is closed
   */
  public void soon(Runnable work) {
    few.execute(work);
  }

  @Override
  public void close() {
    few.shutdownNow();
    background.shutdownNow();
    links.close();
  }
}
