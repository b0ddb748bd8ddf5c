package io.streamweir.http.job;

import io.streamweir.client.ClientConfig;
import io.streamweir.client.Result;
import io.streamweir.client.ResultReader;
import io.streamweir.client.ResultWaiters;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Reads how jobs ended, and waits for it, by the Redis user of the caller's role. Thread-safe. */
final class Ends implements AutoCloseable {
  private final Engine engine;
  private final ClientConfig config;
  private final Map<Place, ResultWaiters> waiters = new ConcurrentHashMap<>();

  /** Of which pipeline, over which link. */
  private record Place(Role role, String pipeline, int partitions) {}

  Ends(Engine engine, ClientConfig config) {
    this.engine = engine;
    this.config = config;
  }

  /** The link by which the caller looks at jobs. */
  RedisLink link(Caller caller) {
    return engine.link(Engine.looking(caller));
  }

  /** How the job ended; looked for in all partitions. */
  Optional<Result> stored(Caller caller, PipelineFacts<?> pipeline, String job) {
    return ResultReader.open(link(caller), pipeline).stored(job);
  }

  /**
   * How the job ends. Cancel the future to give up.
   *
   * @param partition where the job is
   */
  CompletableFuture<Result> await(
      Caller caller, PipelineFacts<?> pipeline, String job, int partition) {
    Place place = new Place(Engine.looking(caller), pipeline.name(), pipeline.partitions());
    return waiters
        .computeIfAbsent(
            place, any -> ResultWaiters.open(engine.link(place.role()), pipeline, config))
        .await(job, partition);
  }

  @Override
  public void close() {
    waiters.values().forEach(ResultWaiters::close);
  }
}
