package io.streamweir.chaos.program;

import io.streamweir.chaos.records.Task;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;

/**
 * The pipeline {@code echo}: counts what the pipeline {@code chaos} submits to it, as part of
 * settlements there. Its partitions are others, so on a cluster its keys lie elsewhere.
 */
public final class EchoPipeline implements PipelineProvider {
  /** The pipeline's name. */
  public static final String NAME = "echo";

  /** The group of counters, one per job. */
  public static final String STATE = "echo";

  /** The sum of all, in the group {@code sums}. */
  public static final String ECHOES = "echoes";

  private static final int PARTITIONS = 3;

  @Override
  public Pipeline<?> pipeline() {
    return pipeline(Settings.ofProcess());
  }

  /** The pipeline as it is with these settings. */
  public static Pipeline<Task> pipeline(Settings settings) {
    return Pipeline.named(NAME)
        .accepts(Task.class)
        .stage(
            "count",
            Task.class,
            (task, context) -> {
              Outcome<Task> counted = Outcome.<Task>drop().counting(Count.one("sums", ECHOES));
              return settings.counted()
                  ? counted.counting(Count.one(STATE, Answers.key(task.getNumber(), 0)))
                  : counted;
            })
        .partitions(PARTITIONS)
        .build();
  }
}
