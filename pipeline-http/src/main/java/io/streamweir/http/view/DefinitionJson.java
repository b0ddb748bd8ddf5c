package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.PipelineSchemas;
import io.streamweir.inspect.PipelineSchemas.Used;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shows what pipelines are made of. */
public final class DefinitionJson {
  private DefinitionJson() {}

  /** A pipeline in short. */
  public static ObjectNode summary(PipelineFacts<?> facts, boolean defined) {
    ObjectNode node =
        Json.object()
            .put("pipeline", facts.name())
            .put("defined", defined)
            .put("partitions", facts.partitions());
    texts(node, "priorities", facts.priorities());
    texts(node, "stages", facts.stages().stream().map(PipelineFacts.StageFacts::name).toList());
    return node;
  }

  /**
   * All that is known of a pipeline.
   *
   * @param facts what Redis knows
   * @param definition what the code of this program says; empty where it does not know it
   * @param sees of which other pipelines it may tell
   */
  public static ObjectNode of(
      PipelineFacts<?> facts, Optional<Pipeline<?>> definition, Predicate<String> sees) {
    ObjectNode node = summary(facts, definition.isPresent());
    node.put("resultTtlSeconds", seconds(facts.resultTtl()))
        .put("keptResultsSeconds", seconds(facts.keptResults()))
        .put("maxBacklog", facts.maxBacklog());
    ArrayNode stages = node.putArray("stages");
    for (PipelineFacts.StageFacts stage : facts.stages()) {
      stages.add(stage(stage, definition, sees));
    }
    ArrayNode windows = node.putArray("windows");
    facts.windows().forEach(window -> put(windows.addObject(), window));
    texts(node, "submitsTo", facts.submitsTo().stream().filter(sees).toList());
    definition.ifPresent(known -> putSchemas(node, known));
    return node;
  }

  private static ObjectNode stage(
      PipelineFacts.StageFacts facts, Optional<Pipeline<?>> definition, Predicate<String> sees) {
    ObjectNode node =
        Json.object()
            .put("stage", facts.name())
            .put("keyed", facts.keyed())
            .put("splits", facts.splits());
    definition
        .flatMap(known -> find(known, facts.name()))
        .ifPresent(stage -> put(node, stage, sees));
    return node;
  }

  /** Redis may know stages that this program's version has not, or no longer. */
  private static Optional<StageDefinition<?, ?>> find(Pipeline<?> pipeline, String stage) {
    for (StageDefinition<?, ?> each : pipeline.stages()) {
      if (each.name().equals(stage)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static void put(ObjectNode node, StageDefinition<?, ?> stage, Predicate<String> sees) {
    StageConfig config = stage.config();
    Duration timeout = config.handlerTimeout();
    node.put("gathers", stage.gathers())
        .put("input", name(stage.input()))
        .put("output", name(stage.output()));
    texts(node, "targets", stage.targets());
    texts(node, "submitsTo", config.submitting().keySet().stream().filter(sees).sorted().toList());
    node.put("concurrency", config.concurrency())
        .put("maxBacklog", config.maxBacklog())
        .put("maxPayloadBytes", config.maxPayloadBytes())
        .put("maxDeliveries", config.maxDeliveries())
        .put("maxAttempts", config.failure().maxAttempts())
        .put("retentionSeconds", seconds(config.retention()))
        .put("handlerTimeoutSeconds", timeout == null ? null : seconds(timeout));
    put(node, "rateLimit", config.limits().rate());
    put(node, "maxRunning", config.limits().maxRunning());
    node.put("ordered", config.keys().ordered());
    put(node, "rateLimitPerKey", config.keys().rate());
    put(node, "maxRunningPerKey", config.keys().maxRunning());
    node.put("breaker", config.breaker() != null);
  }

  private static void put(ObjectNode node, String name, @Nullable RateLimit rate) {
    if (rate == null) {
      node.putNull(name);
    } else {
      node.putObject(name)
          .put("permits", rate.permits())
          .put("perSeconds", seconds(rate.per()))
          .put("burst", rate.burst());
    }
  }

  /** There is no limit of 0. */
  private static void put(ObjectNode node, String name, int limit) {
    node.put(name, limit == 0 ? null : Integer.valueOf(limit));
  }

  private static void put(ObjectNode node, Window window) {
    node.put("window", window.name())
        .put("sizeSeconds", seconds(window.size()))
        .put("closesTo", window.closesTo())
        .put("allowedLatenessSeconds", seconds(window.allowedLateness()));
  }

  private static void putSchemas(ObjectNode node, Pipeline<?> pipeline) {
    List<Used> schemas = PipelineSchemas.of(pipeline);
    node.put("input", name(pipeline.input()));
    ArrayNode all = node.putArray("schemas");
    for (Used used : schemas) {
      ObjectNode one =
          all.addObject()
              .put("type", used.schema().getFullName())
              .put("fingerprint", used.fingerprint());
      texts(one, "uses", used.uses());
      one.set("schema", Json.parse(used.schema().toString()));
    }
  }

  private static String name(Class<?> type) {
    return PayloadType.of(type).schema().getFullName();
  }

  private static void texts(ObjectNode node, String name, Collection<?> texts) {
    ArrayNode array = node.putArray(name);
    texts.forEach(text -> array.add(text.toString()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
