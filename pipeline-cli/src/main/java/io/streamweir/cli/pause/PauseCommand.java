package io.streamweir.cli.pause;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.cli.text.PauseText;
import io.streamweir.http.view.PauseJson;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pause}: handlers that run end, and none begins. */
@Command(
    name = "pause",
    description = {
      "Pauses a stage or a whole pipeline: in all workers handlers that run end, and within a"
          + " second none begins any more. Entries wait, submits go on; delayed entries and"
          + " schedules keep their times.",
      "A pause stays over restarts of workers and of Redis. What is paused already stays as it is,"
          + " but for what the options change. status shows it, resume ends it."
    })
public final class PauseCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PauseTarget target = new PauseTarget();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Resume by itself after this time, as 30s, 10m or 2h; 0s for never. Default: what is"
              + " paused already keeps its end, else never")
  private @Nullable Duration time;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for others to see")
  private String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description =
          "The name of the one that pauses, for others to see. Default: your user and machine")
  private @Nullable String by;

  @Option(
      names = "--refuse-submits",
      description =
          "Refuse submits to the pipeline meanwhile, and let schedules wait as for a full inbox")
  private boolean refuse;

  @Option(names = "--json", description = "Print JSON")
  private boolean json;

  PauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PauseOptions options = options();
    return target.run(
        session,
        (pauses, audit) -> {
          Pauses.Paused paused = pause(pauses, options);
          audit.accept(change(options));
          return show(paused);
        });
  }

  private PauseOptions options() {
    try {
      return new PauseOptions(time, refuse, by == null ? Operator.name() : by, reason);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private AuditedChange change(PauseOptions options) {
    AuditedChange change =
        options.by().isEmpty()
            ? target.change("pause")
            : target.change("pause").withBy(options.by());
    return change.withDetail(options.reason().isEmpty() ? null : options.reason());
  }

  private Pauses.Paused pause(Pauses pauses, PauseOptions options) {
    return target.stage().isEmpty() ? pauses.pause(options) : pauses.pause(target.stage(), options);
  }

  private String show(Pauses.Paused paused) {
    if (json) {
      return PauseJson.put(target.json(), paused.pause())
          .put("already", paused.already())
          .toString();
    }
    return paused.already()
        ? target.words() + " was " + "paused before; now it is " + PauseText.of(paused.pause())
        : "paused "
            + target.words()
            + ", "
            + PauseText.until(paused.pause())
            + (paused.pause().refusesSubmits() ? "; submits are refused" : "");
  }
}
