package io.streamweir.chaos.program;

import io.streamweir.chaos.records.Task;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.WindowSummary;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The pipeline {@code chaos}: three stages in a row, a split and its gather behind them, a branch
 * beside them that takes batches within limits, one that keeps the order of keys and submits to the
 * pipeline {@code echo} behind that, a stage for jobs that are slow or deadly, and a window that
 * gathers what passes the third stage. Where jobs have priorities, by which they overtake, nothing
 * keeps the order of keys.
 */
public final class ChaosPipeline implements PipelineProvider {
  /** The pipeline's name. */
  public static final String NAME = "chaos";

  private static final FailurePolicy FAILURE =
      FailurePolicy.attempts(Answers.ATTEMPTS, Backoff.fixed(Duration.ofMillis(100)));
  private static final int MOST_MISSED = 1_000;
  private static final int MANY_DELIVERIES = 50; // innocent jobs must outlive every kill of a run

  @Override
  public Pipeline<?> pipeline() {
    return pipeline(Settings.ofProcess());
  }

  /** The pipeline as it is with these settings. */
  public static Pipeline<Task> pipeline(Settings settings) {
    return settings.newer() ? build(ItemForm.newer(), settings) : build(ItemForm.older(), settings);
  }

  private static <I> Pipeline<Task> build(ItemForm<I> form, Settings settings) {
    Stages<I> stages = new Stages<>(form, settings);
    Class<I> item = form.type();
    UnaryOperator<StageConfig> patient =
        c -> c.withMaxBacklog(settings.maxBacklog()).withMaxDeliveries(MANY_DELIVERIES);
    UnaryOperator<StageConfig> line = c -> line(patient.apply(c), settings);
    PipelineBuilder<Task, I> builder =
        Pipeline.named(NAME)
            .accepts(Task.class)
            .stage("split", item, stages.split(), c -> routed(patient.apply(c), item))
            .stage("work", item, stages.work(), c -> through(patient.apply(c)))
            .stage("total", item, stages.total(), c -> patient.apply(c).withRunThrough())
            .split("scatter", item, stages.scatter(), patient)
            .stage("part", item, stages.part(), c -> patient.apply(c).withFailure(FAILURE))
            .gather("join", item, item, stages.join(), patient)
            .batchBranch("side", item, item, stages.side(), c -> limited(patient.apply(c)))
            .branch("line", item, item, stages.line(), line)
            .branch("after", item, item, stages.after(), c -> echoing(patient.apply(c), settings))
            .branch("danger", item, item, stages.danger(), ChaosPipeline::dangerous)
            .branch("tell", WindowSummary.class, item, stages.tell(), patient)
            .window(Events.window(settings.counted()))
            .schedule(tick())
            .partitions(settings.partitions())
            .resultTtl(settings.counted() ? Duration.ofDays(1) : Duration.ofSeconds(2))
            .keepResults(settings.counted() ? Duration.ofDays(1) : Duration.ZERO);
    return (settings.prioritized() ? builder.priorities() : builder).build();
  }

  private static Schedule<Task> tick() {
    return Schedule.every(Answers.TICK, Answers.TICK_EVERY, new Task(0L, Answers.TICK, 0L))
        .withMissed(MissedFires.all(MOST_MISSED));
  }

  private static StageConfig through(StageConfig config) {
    return config.withFailure(FAILURE).withRunThrough();
  }

  private static StageConfig routed(StageConfig config, Class<?> item) {
    return config.withRoute("side", item).withRoute("danger", item).withRoute("line", item);
  }

  /** Within limits that a backlog reaches and the usual load does not. */
  private static StageConfig limited(StageConfig config) {
    return config
        .withBatch(32, Duration.ofMillis(5))
        .withMaxRunning(256)
        .withRateLimit(RateLimit.of(5_000, Duration.ofSeconds(1)));
  }

  private static StageConfig line(StageConfig config, Settings settings) {
    StageConfig line = config.withConcurrency(4).withFailure(FAILURE).withNext("after");
    return settings.prioritized() ? line : line.withOrder();
  }

  private static StageConfig echoing(StageConfig config, Settings settings) {
    return config.withSubmitting(
        ChainTarget.of(EchoPipeline.NAME, Task.class).withDurability(settings.durability()));
  }

  private static StageConfig dangerous(StageConfig config) {
    return config.withConcurrency(8).withMaxDeliveries(Answers.KILLS);
  }
}
