package io.streamweir.http.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.sample.StageTrend;
import io.streamweir.http.sample.StageTrend.Step;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Shows how stages went lately. */
public final class TrendJson {
  private TrendJson() {}

  /**
   * The stages of a pipeline.
   *
   * @param until the end of the last step
   * @param stages the steps of each stage; shorter lists lack the oldest steps
   */
  public static ObjectNode of(String pipeline, Instant until, Map<String, List<Step>> stages) {
    ObjectNode node =
        Json.object()
            .put("pipeline", pipeline)
            .put("until", until.toString())
            .put("stepSeconds", StageTrend.STEP_SECONDS);
    int length = stages.values().stream().mapToInt(List::size).max().orElse(0);
    ArrayNode all = node.putArray("stages");
    stages.forEach(
        (stage, steps) -> {
          ObjectNode one = all.addObject().put("stage", stage);
          int missing = length - steps.size();
          put(one, "in", missing, steps, Step::in);
          put(one, "out", missing, steps, Step::out);
          put(one, "failed", missing, steps, Step::failed);
          put(one, "waiting", missing, steps, Step::waiting);
          put(one, "pending", missing, steps, Step::pending);
          put(one, "delayed", missing, steps, Step::delayed);
          put(one, "dead", missing, steps, Step::dead);
        });
    return node;
  }

  private static void put(
      ObjectNode node, String name, int missing, List<Step> steps, ToDoubleFunction<Step> of) {
    ArrayNode values = node.putArray(name);
    for (int i = 0; i < missing; i++) {
      values.addNull();
    }
    for (Step step : steps) {
      double value = of.applyAsDouble(step);
      if (Double.isNaN(value)) {
        values.addNull();
      } else if (value == Math.rint(value)) {
        values.add((long) value);
      } else {
        values.add(Math.round(value * 1000) / 1000.0);
      }
    }
  }
}
