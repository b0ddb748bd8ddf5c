package io.streamweir.cli.pipelines;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.schemas.accesslog.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The pipeline {@code flaky}, in which everything happens that a dashboard shows: its second stage
 * fails some jobs at first and rejects others, its last one finishes jobs with a result. The order
 * of its stages is not that of their names; the first one is keyed, the second one fills windows
 * and submits more jobs, the third one has a limit and a breaker. How jobs end is logged.
 */
public final class FlakyPipeline implements PipelineProvider {
  public static final String NAME = "flaky";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(200);

  @Override
  public Pipeline<?> pipeline() {
    return Pipeline.named(NAME)
        .accepts(LogLine.class)
        .stage(
            "receive",
            LogLine.class,
            (line, context) -> Outcome.forward(line),
            stage -> stage.withRetention(Duration.ofHours(1)).withMaxRunningPerKey(1_000))
        .stage(
            "check",
            LogLine.class,
            FlakyPipeline::check,
            stage ->
                stage
                    .withFailure(FailurePolicy.attempts(3, Backoff.fixed(SOON)))
                    .withSubmitting(ChainTarget.of(NAME, LogLine.class)))
        .stage(
            "answer",
            LogLine.class,
            FlakyPipeline::answer,
            stage ->
                stage
                    .withConcurrency(32)
                    .withRateLimit(RateLimit.of(120, SECOND))
                    .withBreaker(BreakerConfig.defaults()))
        .branch("sum", WindowSummary.class, LogLine.class, (sum, context) -> Outcome.drop())
        .window(Window.tumbling("seen", SECOND, "sum"))
        .partitions(2)
        .keepResults(Duration.ofHours(1))
        .build();
  }

  /**
   * Takes so long that two workers cannot keep up with 500 jobs a second: whenever one is killed,
   * it has some in hand.
   */
  private static Outcome<LogLine> answer(LogLine line, StageContext context)
      throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(400);
    return Outcome.finish(line);
  }

  private static Outcome<LogLine> check(LogLine line, StageContext context) {
    if (line.getLine().startsWith("poison")) {
      return Outcome.reject("poison");
    }
    if (line.getLine().startsWith("closed")) {
      return Outcome.postpone(Duration.ofHours(1), "the bank is closed");
    }
    if (line.getLine().startsWith("wrecked")) {
      throw new IllegalStateException("charge failed", new IOException("deadlock detected"));
    }
    if (line.getLine().startsWith("unlucky") && context.attempt() == 1) {
      throw new IllegalStateException("unlucky at first");
    }
    if (line.getLine().startsWith("chain")) {
      return Outcome.forward(line).submitting(NAME, new LogLine("good echo"));
    }
    return Outcome.forward(line)
        .windowing(WindowUpdate.of("seen", context.submittedAtMillis()).count("lines"));
  }
}
