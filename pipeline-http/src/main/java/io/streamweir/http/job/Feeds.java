package io.streamweir.http.job;

import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.PipelineFacts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One subscription for all streams of a pipeline and a role. Thread-safe. */
final class Feeds implements AutoCloseable {
  private final Engine engine;
  private final Map<Place, ProgressFeed> progress = new ConcurrentHashMap<>();
  private final Map<Place, ResultFeed> results = new ConcurrentHashMap<>();

  private record Place(Role role, String pipeline, int partitions) {
    static Place of(Role role, PipelineFacts<?> pipeline) {
      return new Place(role, pipeline.name(), pipeline.partitions());
    }
  }

  Feeds(Engine engine) {
    this.engine = engine;
  }

  /**
   * What handlers say.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot be subscribed to
   */
  ProgressFeed progress(Role role, PipelineFacts<?> pipeline) {
    return progress.computeIfAbsent(
        Place.of(role, pipeline), any -> new ProgressFeed(engine.link(role), pipeline));
  }

  /**
   * How jobs end.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot be subscribed to
   */
  ResultFeed results(Role role, PipelineFacts<?> pipeline) {
    return results.computeIfAbsent(
        Place.of(role, pipeline), any -> new ResultFeed(engine.link(role), pipeline));
  }

  @Override
  public void close() {
    progress.values().forEach(ProgressFeed::close);
    results.values().forEach(ResultFeed::close);
  }
}
