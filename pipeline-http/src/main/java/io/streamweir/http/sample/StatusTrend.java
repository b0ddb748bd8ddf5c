package io.streamweir.http.sample;

import io.streamweir.http.sample.StageTrend.Step;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How stages went during the last 15 minutes. For one thread. */
public final class StatusTrend {
  private final Map<String, StageTrend> stages = new HashMap<>();

  /** Takes a sample in. */
  public void add(StatusSample sample) {
    for (StatusSample.OfPipeline pipeline : sample.pipelines()) {
      for (StatusSample.OfStage stage : pipeline.stages()) {
        of(pipeline.name(), stage.name()).add(sample.nanos(), stage.whole());
      }
    }
  }

  /** The steps of these stages of a pipeline up to this time, oldest first. */
  public Map<String, List<Step>> steps(String pipeline, List<String> of, long nanos) {
    Map<String, List<Step>> steps = new LinkedHashMap<>();
    of.forEach(stage -> steps.put(stage, of(pipeline, stage).steps(nanos)));
    return steps;
  }

  private StageTrend of(String pipeline, String stage) {
    return stages.computeIfAbsent(pipeline + "/" + stage, name -> new StageTrend());
  }
}
