package io.streamweir.cli.pipelines;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.schemas.accesslog.LogLine;

/**
 * The pipeline {@code spread}, with twelve partitions: rejects lines that begin with {@code bad},
 * counts the others and ends with them.
 */
public final class SpreadPipeline implements PipelineProvider {
  static final int PARTITIONS = 12;

  @Override
  public Pipeline<?> pipeline() {
    return Pipeline.named("spread")
        .accepts(LogLine.class)
        .partitions(PARTITIONS)
        .stage(
            "check",
            LogLine.class,
            (line, context) ->
                line.getLine().startsWith("bad")
                    ? Outcome.reject("bad line")
                    : Outcome.forward(line))
        .stage(
            "count",
            LogLine.class,
            (line, context) ->
                Outcome.<LogLine>finish(line).counting(Count.one("lines", line.getLine())))
        .build();
  }
}
