package io.streamweir.cli;

import io.streamweir.inspect.StageStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The samples of a watch. For one thread. */
final class StatusHistory {
  private final Map<String, StageHistory> stages = new HashMap<>();
  private @Nullable StatusSample last;

  void add(StatusSample sample) {
    last = sample;
    for (StatusSample.OfPipeline pipeline : sample.pipelines()) {
      for (StageStatus stage : pipeline.stages()) {
        of(pipeline.name(), stage.stage()).add(sample.nanos(), stage);
      }
    }
  }

  /** The newest sample; null before the first. */
  @Nullable StatusSample last() {
    return last;
  }

  /** What is known of one stage. */
  StageHistory of(String pipeline, String stage) {
    return stages.computeIfAbsent(pipeline + "/" + stage, name -> new StageHistory());
  }
}
