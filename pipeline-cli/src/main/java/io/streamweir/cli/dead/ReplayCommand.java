package io.streamweir.cli.dead;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.StageFilter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.option.TimeConverter;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ProgressLine;
import io.streamweir.cli.terminal.StopSignals;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.SettledReplay;
import io.streamweir.inspect.SettledReplay.Progress;
import io.streamweir.pipeline.JobId;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code replay}: what a stage has settled, once more. */
@Command(
    name = "replay",
    description = {
      "Feeds what a stage has settled through it once more, as far as the stage's retention has"
          + " kept it.",
      "Entries arrive as new ones with a replay counted; handlers run again and so do all stages"
          + " behind."
    })
public final class ReplayCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "Which stage")
  private String stage = "";

  @Option(
      names = "--since",
      required = true,
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "What arrived at the stage then or later: 2026-11-20T09:00:00Z, or 2h for two hours ago")
  private Instant since = Instant.EPOCH;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "What arrived then or earlier. Default: now")
  private Instant until = Instant.now();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Goes on with a replay that was interrupted, by the name that it printed")
  private String name = "";

  @Option(names = "--json", description = "Print a JSON object")
  private boolean json;

  ReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Pipeline<?> chosen = session.pipelines().find(pipeline.name());
    StageFilter.check(chosen.facts(), stage);
    String chosenName = name.isEmpty() ? JobId.next() : name;
    try (RedisLink link = session.openLink()) {
      SettledReplay replay = replay(link, chosen, chosenName);
      Duration retention = chosen.stage(stage).config().retention();
      Progress done = run(replay, chosen, chosenName);
      session.out().line(json ? json(done, chosenName) : text(done, retention));
      if (done.replayed() > 0) {
        session.audit(link, change(chosen, done));
      }
      return 0;
    }
  }

  private AuditedChange change(Pipeline<?> chosen, Progress done) {
    return Operator.change("replay", chosen.name())
        .withStage(stage)
        .withCount(done.replayed())
        .withDetail("--since " + since + " --until " + until);
  }

  private SettledReplay replay(RedisLink link, Pipeline<?> chosen, String chosenName) {
    try {
      return new SettledReplay(link, chosen, stage, chosenName, since, until);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Progress run(SettledReplay replay, Pipeline<?> chosen, String chosenName)
      throws InterruptedException {
    Thread caller = Thread.currentThread();
    StopSignals.onFirst(status -> caller.interrupt());
    try {
      return replay.run(progress -> {});
    } catch (RedisCallException e) {
      goOn(chosen, chosenName);
      throw e;
    } catch (InterruptedException e) {
      goOn(chosen, chosenName);
      throw new CommandFailedException("interrupted");
    }
  }

  private void goOn(Pipeline<?> chosen, String chosenName) {
    List<String> words = new ArrayList<>(List.of("replay", "-p", chosen.name()));
    words.addAll(List.of("--name", chosenName, "--stage", stage));
    words.addAll(List.of("--since", since.toString(), "--until", until.toString()));
    words.addAll(json ? List.of("--json") : List.of());
    session.tellGoOn(words);
  }

  private String text(Progress done, Duration retention) {
    String passed =
        done.passed() == 0 ? "" : "; left alone " + done.passed() + " that wait or are pending";
    boolean older = since.isBefore(Instant.now().minus(retention));
    String gone =
        older
            ? String.format(
                Locale.ROOT,
                "; stage %s keeps settled entries for %s, so older ones may be gone",
                stage,
                ProgressLine.duration((double) retention.toSeconds()))
            : "";
    return "replayed " + done.replayed() + passed + gone;
  }

  private static String json(Progress done, String name) {
    return Json.object()
        .put("replayed", done.replayed())
        .put("passed", done.passed())
        .put("name", name)
        .toString();
  }
}
