package io.streamweir.http.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.sample.StageHistory;
import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.Attempts;
import io.streamweir.inspect.BreakerStatus;
import io.streamweir.inspect.LaneStatus;
import io.streamweir.inspect.OutboxStatus;
import io.streamweir.inspect.StageStatus;
import io.streamweir.inspect.WindowStatus;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;

/** Shows what waits and runs. */
public final class StatusJson {
  private StatusJson() {}

  /** One sample by itself. */
  public static ObjectNode of(StatusSample sample) {
    ObjectNode all = Json.object();
    ArrayNode pipelines = all.putArray("pipelines");
    for (StatusSample.OfPipeline pipeline : sample.pipelines()) {
      ArrayNode stages = put(pipelines.addObject(), pipeline);
      pipeline.stages().forEach(stage -> put(stages.addObject(), pipeline, stage));
    }
    return all;
  }

  /** The newest sample of a history, with its time and rates; null for what nobody knows. */
  public static ObjectNode of(StatusSample sample, StatusHistory history) {
    ObjectNode all = Json.object().put("time", sample.time().toString());
    ArrayNode pipelines = all.putArray("pipelines");
    sample.pipelines().forEach(pipeline -> pipelines.add(of(pipeline, history)));
    return all;
  }

  /** One pipeline of a history's newest sample. */
  public static ObjectNode of(StatusSample.OfPipeline pipeline, StatusHistory history) {
    ObjectNode all = Json.object();
    ArrayNode stages = put(all, pipeline);
    for (StatusSample.OfStage stage : pipeline.stages()) {
      StageHistory known = history.of(pipeline.name(), stage.name());
      ObjectNode node = put(stages.addObject(), pipeline, stage);
      putKnown(node, "inPerSecond", known.in());
      putKnown(node, "outPerSecond", known.out());
      putKnown(node, "failedPerSecond", known.failed());
      putKnown(node, "drainSeconds", known.drainSeconds());
    }
    return all;
  }

  /**
   * Adds for each stage how many entries its inboxes may have, and whether one of them is full.
   *
   * @param node what {@link #of(StatusSample.OfPipeline, StatusHistory)} has made
   * @param maxBacklog the most entries of one inbox, of those stages where that is known
   */
  public static ObjectNode withRoom(
      ObjectNode node, StatusSample.OfPipeline pipeline, Map<String, Long> maxBacklog) {
    for (int i = 0; i < pipeline.stages().size(); i++) {
      StatusSample.OfStage stage = pipeline.stages().get(i);
      Long most = maxBacklog.get(stage.name());
      ObjectNode of = (ObjectNode) node.withArray("stages").get(i);
      of.put("capacity", most == null ? null : Long.valueOf(most * stage.inboxes()));
      of.put("full", most == null ? null : Boolean.valueOf(stage.fullest() >= most));
    }
    return node;
  }

  /**
   * The status of a pipeline without the outboxes for pipelines that the caller may not know of.
   *
   * @param status what this class has made, which stays as it is
   */
  public static ObjectNode seen(ObjectNode status, Predicate<String> sees) {
    ArrayNode outboxes = Json.array();
    for (JsonNode outbox : status.path("outboxes")) {
      if (sees.test(outbox.path("target").asText())) {
        outboxes.add(outbox);
      }
    }
    if (outboxes.size() == status.path("outboxes").size()) {
      return status;
    }
    ObjectNode seen = Json.object();
    seen.setAll(status);
    seen.set("outboxes", outboxes);
    return seen;
  }

  /** That the server could not be asked, since when, and why. */
  public static ObjectNode outage(Instant now, String why, Instant since) {
    return Json.object()
        .put("time", now.toString())
        .put("error", why)
        .put("since", since.toString());
  }

  private static ArrayNode put(ObjectNode node, StatusSample.OfPipeline pipeline) {
    node.put("pipeline", pipeline.name());
    ArrayNode stages = node.putArray("stages");
    ArrayNode lanes = node.putArray("lanes");
    pipeline.lanes().forEach(lane -> lanes.add(lane(lane)));
    ArrayNode windows = node.putArray("windows");
    pipeline.windows().forEach(window -> windows.add(window(window)));
    ArrayNode outboxes = node.putArray("outboxes");
    pipeline.outboxes().forEach(outbox -> put(outboxes.addObject(), outbox));
    ArrayNode pauses = node.putArray("pauses");
    pipeline.pauses().forEach(pause -> PauseJson.put(pauses.addObject(), pause));
    ArrayNode breakers = node.putArray("breakers");
    pipeline.breakers().forEach(breaker -> put(breakers.addObject(), breaker));
    return stages;
  }

  private static void put(ObjectNode node, BreakerStatus breaker) {
    node.put("stage", breaker.stage())
        .put("resting", breaker.resting())
        .put("trying", breaker.trying())
        .put("since", breaker.since().toString())
        .put("lastFailure", breaker.lastFailure());
  }

  private static ObjectNode put(
      ObjectNode node, StatusSample.OfPipeline pipeline, StatusSample.OfStage stage) {
    node.put("stage", stage.name())
        .put("paused", pipeline.paused(stage.name()))
        .put("behind", stage.whole().behind());
    put(node, stage.whole());
    if (!stage.levels().isEmpty()) {
      ObjectNode levels = node.putObject("priorities");
      stage
          .levels()
          .forEach((priority, level) -> put(levels.putObject(priority.toString()), level));
    }
    return node;
  }

  private static void put(ObjectNode node, StageStatus stage) {
    node.put("lag", stage.lag())
        .put("lagKnown", stage.lagKnown())
        .put("pending", stage.pending())
        .put("backlog", stage.backlog())
        .put("delayed", stage.delayed())
        .put("dead", stage.dead())
        .put("consumers", stage.consumers())
        .put("oldestWaitingSeconds", stage.oldestWaitingSeconds())
        .put("oldestPendingSeconds", stage.oldestPendingSeconds())
        .put("oldestDeliveredSeconds", stage.oldestDeliveredSeconds())
        .put("oldestOverdueSeconds", stage.oldestOverdueSeconds())
        .put("oldestJobSeconds", stage.oldestJobSeconds());
    Attempts attempts = stage.attempts();
    node.putObject("lastMinute")
        .put("ended", attempts.ended())
        .put("ranThrough", attempts.ranThrough())
        .put("failed", attempts.failed())
        .put("failedRatio", attempts.failedRatio())
        .put("failingSeconds", attempts.failingSeconds())
        .put("cause", attempts.cause().isEmpty() ? null : attempts.cause());
  }

  /** A worker at one inbox. */
  public static ObjectNode lane(LaneStatus lane) {
    return Json.object()
        .put("worker", lane.worker())
        .put("stage", lane.stage())
        .put("partition", lane.partition())
        .put("priority", lane.priority().toString())
        .put("pending", lane.pending())
        .put("oldestPendingSeconds", lane.oldestPendingSeconds())
        .put("oldestDeliveredSeconds", lane.oldestDeliveredSeconds())
        .put("idleSeconds", lane.idleSeconds());
  }

  /** A window. */
  public static ObjectNode window(WindowStatus window) {
    return Json.object()
        .put("window", window.window())
        .put("open", window.open())
        .put("closed", window.closed())
        .put("late", window.late())
        .put("early", window.early())
        .put("watermarkLagSeconds", window.lagSeconds());
  }

  private static void put(ObjectNode node, OutboxStatus outbox) {
    node.put("target", outbox.target())
        .put("waiting", outbox.waiting())
        .put("oldestSeconds", outbox.oldestSeconds());
  }

  private static void putKnown(ObjectNode node, String name, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      node.putNull(name);
    } else {
      node.put(name, Math.round(value * 1000) / 1000.0);
    }
  }
}
