package io.streamweir.cli.status;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.status.watch.AgeColours;
import io.streamweir.cli.status.watch.StatusFrame;
import io.streamweir.cli.status.watch.StatusWatch;
import io.streamweir.cli.status.watch.WatchLines;
import io.streamweir.cli.status.watch.WatchScreen;
import io.streamweir.cli.terminal.FullScreen;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.http.core.Json;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.http.sample.StatusSampler;
import io.streamweir.http.view.StatusJson;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code status}: what waits and runs, stage by stage. */
@Command(
    name = "status",
    description = {
      "Prints what waits and runs at each stage, of one pipeline or of all. Redis knows the stages"
          + " of a pipeline that has run; it is shown without its definition, too, but not its"
          + " windows.",
      "With --watch it fills the terminal: rates, lag, oldest ages, workers and what each runs; q"
          + " or Ctrl-C ends it. Where standard output is no terminal it prints one line per stage"
          + " and sample."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration WARN = Duration.ofSeconds(10);
  private static final Duration ALARM = Duration.ofMinutes(1);

  private final Session session;

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description = "The pipeline. Default: all of your own, else the shipped ones")
  private String pipeline = "";

  @Option(
      names = "--stages",
      split = ",",
      paramLabel = "STAGE",
      description = "Show these stages only, separated by commas. Default: all")
  private List<String> stages = new ArrayList<>();

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again and again until interrupted")
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --watch, how often, at least 100ms. Default: 1s")
  private @Nullable Duration interval;

  @Option(
      names = "--warn-age",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --watch, from which age on the oldest entries are yellow. Default: 10s")
  private @Nullable Duration warnAge;

  @Option(
      names = "--alarm-age",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "With --watch, from which age on they are red. Default: 1m")
  private @Nullable Duration alarmAge;

  @Option(
      names = "--json",
      description = "Print a JSON object; with --watch, one per sample and line")
  private boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Duration every = orElse(interval, INTERVAL);
    AgeColours colours = new AgeColours(orElse(warnAge, WARN), orElse(alarmAge, ALARM));
    check(every);
    StatusPipelines wanted = new StatusPipelines(session, pipeline);
    wanted.withoutRedis().ifPresent(all -> StageFilter.of(all, stages));
    try (RedisLink link = wanted.openLink()) {
      List<PipelineFacts<?>> all = wanted.find(link);
      StageFilter filter = StageFilter.of(all, stages);
      if (!watch) {
        print(StatusSampler.once(link, all, filter.stages()).take());
        return statusOfAll();
      }
      watch(new StatusWatch(StatusSampler.watching(link, all, filter.stages()), every), colours);
      return 0;
    }
  }

  /** That a provider cannot be used must not look like a pipeline without work. */
  private int statusOfAll() {
    boolean incomplete = pipeline.isEmpty() && session.pipelines().incomplete();
    return incomplete ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private void watch(StatusWatch watch, AgeColours colours)
      throws InterruptedException, IOException {
    Terminal terminal = session.terminal();
    RedisConfig redis = session.redis();
    String title = "streamweir status  " + redis.address() + "  namespace " + redis.namespace();
    WatchScreen onScreen =
        new WatchScreen(watch, new StatusFrame(title, colours, terminal.unicode()));
    Optional<FullScreen> screen =
        json ? Optional.empty() : FullScreen.open(session.out(), session.in(), terminal, onScreen);
    StopSignals.onFirst(status -> watch.stop()); // after the screen, which hears signals too
    if (screen.isEmpty()) {
      watch.untilStopped(new WatchLines(session.out(), json));
      return;
    }
    try (FullScreen taken = screen.get()) {
      onScreen.on(taken);
      watch.untilStopped(onScreen);
    }
  }

  private void check(Duration every) {
    boolean given = interval != null || warnAge != null || alarmAge != null;
    if (given && !watch) {
      throw new UsageException("--interval, --warn-age and --alarm-age go with --watch");
    }
    if (every.compareTo(SHORTEST) < 0) {
      throw new UsageException("--interval must be at least 100ms: " + every.toMillis() + "ms");
    }
  }

  private void print(StatusSample sample) {
    session
        .out()
        .line(
            json
                ? Json.text(StatusJson.of(sample))
                : String.join("\n", new StatusView(session.terminal()).lines(sample)));
  }

  private static Duration orElse(@Nullable Duration given, Duration fallback) {
    return given == null ? fallback : given;
  }
}
