package io.streamweir.http.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.sample.StageTrend;
import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.http.sample.StatusSampler;
import io.streamweir.http.sample.StatusTrend;
import io.streamweir.http.view.StatusJson;
import io.streamweir.http.view.TrendJson;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pipeline that is sampled again and again, and what is known of it. Thread-safe. */
final class Watched {
  private final String name;
  private final StatusHistory history = new StatusHistory();
  private final StatusTrend trend = new StatusTrend();
  private List<String> stages = List.of();
  private volatile @Nullable ObjectNode newest;

  Watched(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The newest status, which is not changed any more; empty before the first. */
  Optional<ObjectNode> newest() {
    return Optional.ofNullable(newest);
  }

  /**
   * Asks Redis.
   *
   * @throws io.streamweir.redis.RedisCallException where it cannot be asked
   */
  void sample(RedisLink link, PipelineFacts<?> facts, Optional<Pipeline<?>> definition) {
    StatusSample sample = StatusSampler.overview(link, facts).take();
    StatusSample.OfPipeline pipeline = sample.pipelines().get(0);
    synchronized (this) {
      history.add(sample);
      trend.add(sample);
      stages = pipeline.stages().stream().map(StatusSample.OfStage::name).toList();
      ObjectNode status = StatusJson.of(pipeline, history);
      status.remove("lanes");
      newest = StatusJson.withRoom(status, pipeline, maxBacklogs(facts, definition));
    }
  }

  /** Shows that the pipeline cannot be looked at, though Redis can. */
  void wrong(String why) {
    ObjectNode status = Json.object().put("pipeline", name).put("error", why);
    status.putArray("stages");
    newest = status;
  }

  private static Map<String, Long> maxBacklogs(
      PipelineFacts<?> facts, Optional<Pipeline<?>> definition) {
    Map<String, Long> all = new HashMap<>(Map.of(facts.first(), facts.maxBacklog()));
    definition.ifPresent(
        known ->
            known.stages().forEach(stage -> all.put(stage.name(), stage.config().maxBacklog())));
    return all;
  }

  /** How its stages went lately. */
  synchronized ObjectNode trend() {
    long nanos = System.nanoTime();
    Instant until = Instant.now().plus(Duration.ofNanos(StageTrend.nanosLeft(nanos)));
    return TrendJson.of(name, until, trend.steps(name, stages, nanos));
  }
}
