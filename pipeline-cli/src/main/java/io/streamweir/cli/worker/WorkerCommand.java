package io.streamweir.cli.worker;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.worker.WorkerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code worker}: works until it is told to stop, then drains. */
@Command(
    name = "worker",
    description =
        "Works on pipelines until SIGTERM or SIGINT, then drains and exits 0. A second signal stops"
            + " it at once, unless it comes within a second.")
public final class WorkerCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = {"-p", "--pipeline"},
      paramLabel = "NAME",
      description =
          "A pipeline to work on; may be repeated. Default: your own, else the shipped ones")
  private List<String> pipelines = new ArrayList<>();

  @Option(
      names = "--stages",
      split = ",",
      paramLabel = "STAGE",
      description = "Work on these stages only, separated by commas. Default: all")
  private List<String> stages = new ArrayList<>();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "Entries that each stage handles at once, 1 to 10000. Default: as each stage says")
  private int concurrency;

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long the entries of a worker that died stay its own, at least 1s. Default: 15s")
  private Duration lease = WorkerConfig.defaults().lease();

  @Option(
      names = "--name",
      paramLabel = "CONSUMER",
      description =
          "The worker's name, which no other may have. Default: host, process id and a random part")
  private String name = "";

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long running handlers may take to finish when it stops. Default: 25s")
  private Duration drainTimeout = WorkerConfig.defaults().drainTimeout();

  @Option(
      names = "--no-run-through",
      description =
          "Hand every entry to the inbox of the next stage, also where it may run through")
  private boolean noRunThrough;

  @Mixin private final MetricsOptions metrics = new MetricsOptions();

  @Mixin private final ApiOptions api = new ApiOptions();

  @Option(
      names = "--no-backlog-metrics",
      description =
          "Serve only what this worker does, not what waits at the server, where a monitor does so")
  private boolean noBacklogMetrics;

  @Option(names = "--stop-with-stdin", hidden = true, description = "Stop when standard input ends")
  private boolean stopWithStdin;

  WorkerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    WorkerRun run = new WorkerRun(session, config(), chosen(), metrics, api, !noBacklogMetrics);
    StopSignals.onFirst(status -> run.stop());
    if (stopWithStdin) {
      stopAtEndOf(session.in(), run);
    }
    return run.untilStopped();
  }

  private WorkerConfig config() {
    try {
      WorkerConfig config =
          WorkerConfig.defaults()
              .withStages(new LinkedHashSet<>(stages))
              .withLease(lease)
              .withDrainTimeout(drainTimeout)
              .withRunThrough(!noRunThrough)
              .withConcurrency(concurrency);
      return name.isEmpty() ? config : config.withConsumer(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** The pipelines that have at least one of the stages; each stage must be one of theirs. */
  private List<Pipeline<?>> chosen() {
    boolean all = pipelines.isEmpty();
    List<Pipeline<?>> named = all ? session.pipelines().all() : List.copyOf(find(pipelines));
    StageFilter filter = StageFilter.of(named.stream().map(Pipeline::facts).toList(), stages);
    List<Pipeline<?>> wanted = new ArrayList<>(named);
    wanted.removeIf(pipeline -> !filter.touches(pipeline.facts()));
    return all && wanted.size() > 1 ? equipped(wanted) : required(wanted);
  }

  private Set<Pipeline<?>> find(List<String> names) {
    Set<Pipeline<?>> found = new LinkedHashSet<>();
    names.forEach(each -> found.add(session.pipelines().find(each)));
    return found;
  }

  /** Those that this process has everything for, where nobody asked for the others by name. */
  private List<Pipeline<?>> equipped(List<Pipeline<?>> wanted) {
    List<Pipeline<?>> equipped = new ArrayList<>(wanted);
    equipped.removeIf(this::leftAlone);
    return equipped.isEmpty() ? required(wanted) : equipped;
  }

  private boolean leftAlone(Pipeline<?> pipeline) {
    Optional<String> missing = session.pipelines().missing(pipeline);
    missing.ifPresent(why -> session.warn("leaves " + pipeline.name() + " alone: " + why));
    return missing.isPresent();
  }

  private List<Pipeline<?>> required(List<Pipeline<?>> wanted) {
    for (Pipeline<?> pipeline : wanted) {
      Optional<String> missing = session.pipelines().missing(pipeline);
      if (missing.isPresent()) {
        throw new UsageException("cannot work on " + pipeline.name() + ": " + missing.get());
      }
    }
    return wanted;
  }

  /** So that workers never outlive a parent that was killed. */
  private static void stopAtEndOf(InputStream in, WorkerRun run) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (in.read() >= 0) {}
              } catch (IOException e) {
                // As good as the end.
              }
              run.stop();
            },
            "stdin-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
