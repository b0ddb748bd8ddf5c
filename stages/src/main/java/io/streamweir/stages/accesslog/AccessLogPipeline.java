package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.ClassifiedEvent;
import io.streamweir.schemas.accesslog.ErrorAlert;
import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.LogLine;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The pipeline {@code access-log}: parse, classify, tally. One job is one line; findings are stored
 * and published, other jobs end silently. Each minute of the log's own time becomes a job of the
 * stage {@code alert}, which stores and publishes an alert where too many requests failed.
 * Thread-safe.
 *
 * <p>A line runs through: the worker that has parsed it classifies and tallies it at once. Handlers
 * only compute, and what is counted is part of the settlement, so a crash that repeats all three
 * stages counts nothing twice. Where {@code classify} is slow it has its inbox, so that its backlog
 * is seen, and workers of its own may work on it.
 *
 * <p>The counters have one field per status code, method, minute and path that was ever seen, so
 * what Redis holds grows with the number of different paths, not with the number of lines.
 */
public final class AccessLogPipeline implements PipelineProvider {
  /** The pipeline's name. */
  public static final String NAME = "access-log";

  /** For the command, which finds this class by its name. */
  public AccessLogPipeline() {}

  /**
   * Makes the pipeline with one partition, for the log formats that the environment names, and with
   * the delay that it asks for.
   *
   * @throws IllegalArgumentException where the environment names an unknown format, or no delay
   */
  @Override
  public Pipeline<LogLine> pipeline() {
    return pipeline(System.getenv());
  }

  static Pipeline<LogLine> pipeline(Map<String, String> environment) {
    return pipeline(
        1, LogFormat.ofEnvironment(environment), PretendedDelay.ofEnvironment(environment));
  }

  /**
   * Makes the pipeline spread over so many partitions, 1 to 1,024, for common and combined format.
   */
  public static Pipeline<LogLine> pipeline(int partitions) {
    return pipeline(partitions, Set.of());
  }

  /**
   * Makes the pipeline spread over so many partitions, 1 to 1,024, for common and combined format
   * and for these.
   */
  public static Pipeline<LogLine> pipeline(int partitions, Set<LogFormat> formats) {
    return pipeline(partitions, formats, Duration.ZERO);
  }

  private static Pipeline<LogLine> pipeline(
      int partitions, Set<LogFormat> formats, Duration delay) {
    return Pipeline.named(NAME)
        .accepts(LogLine.class)
        .stage("parse", AccessEvent.class, new ParseLine(formats))
        .stage(
            "classify",
            ClassifiedEvent.class,
            PretendedDelay.before(new Classify(), delay),
            config -> config.withRunThrough(delay.isZero()))
        .stage("tally", Finding.class, new Tally(), StageConfig::withRunThrough)
        .branch(Traffic.CLOSES_TO, WindowSummary.class, ErrorAlert.class, new AlertOnErrors())
        .window(Traffic.WINDOW)
        .partitions(partitions)
        .build();
  }
}
