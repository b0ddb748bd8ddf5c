package io.streamweir.cli.pipelines;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.schemas.accesslog.LogLine;
import java.time.Duration;

/** The pipeline {@code urgent}, whose jobs have priorities, and that keeps a log of results. */
public final class UrgentPipeline implements PipelineProvider {
  @Override
  public Pipeline<?> pipeline() {
    return Pipeline.named("urgent")
        .accepts(LogLine.class)
        .priorities()
        .keepResults(Duration.ofDays(7))
        .stage(
            "answer",
            LogLine.class,
            (line, context) ->
                line.getLine().startsWith("bad")
                    ? Outcome.reject("bad line")
                    : Outcome.finish(line))
        .build();
  }
}
