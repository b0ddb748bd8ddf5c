package io.streamweir.http.sample;

import io.streamweir.pipeline.Priority;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The samples of a watch. For one thread. */
public final class StatusHistory {
  private final Map<String, StageHistory> stages = new HashMap<>();
  private @Nullable StatusSample last;

  /** Notes the next sample. */
  public void add(StatusSample sample) {
    last = sample;
    for (StatusSample.OfPipeline pipeline : sample.pipelines()) {
      for (StatusSample.OfStage stage : pipeline.stages()) {
        of(pipeline.name(), stage.name()).add(sample.nanos(), stage.whole());
        stage
            .levels()
            .forEach(
                (priority, level) ->
                    of(pipeline.name(), stage.name(), priority).add(sample.nanos(), level));
      }
    }
  }

  /** The newest sample; null before the first. */
  public @Nullable StatusSample last() {
    return last;
  }

  /** What is known of one stage. */
  public StageHistory of(String pipeline, String stage) {
    return stages.computeIfAbsent(pipeline + "/" + stage, name -> new StageHistory());
  }

  /** What is known of one stage, as far as jobs of this priority are concerned. */
  public StageHistory of(String pipeline, String stage, Priority priority) {
    return of(pipeline, stage + "/" + priority);
  }
}
