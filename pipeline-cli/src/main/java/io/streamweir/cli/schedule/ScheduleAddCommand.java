package io.streamweir.cli.schedule;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.input.JobFormat;
import io.streamweir.cli.option.DurationConverter;
import io.streamweir.cli.option.PipelineOption;
import io.streamweir.cli.session.Operator;
import io.streamweir.cli.session.Session;
import io.streamweir.client.Schedules;
import io.streamweir.codec.UndecodableException;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.Timing;
import io.streamweir.redis.RedisLink;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code schedule add}: a new schedule, or new times or another job for one that is there. */
@Command(
    name = "add",
    description = {
      "Adds a schedule, or changes the one of this name.",
      "JOB is the job's text where the pipeline takes a text, else the job as JSON by its Avro"
          + " schema."
    })
final class ScheduleAddCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final PipelineOption pipeline = new PipelineOption();

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Lower-case letters, digits and inner hyphens")
  private String name = "";

  @Parameters(index = "1", paramLabel = "JOB", description = "What each fire submits")
  private String job = "";

  @Option(
      names = "--cron",
      paramLabel = "EXPRESSION",
      description =
          "Fire then: minute hour day-of-month month day-of-week as in crontab, or six fields with"
              + " the second first")
  private String cron = "";

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Whose clocks --cron goes by, as Europe/Berlin. Default: UTC")
  private String zone = "";

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Fire at the multiples of this interval, in place of --cron")
  private @Nullable Duration every;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Decides the partition of its jobs. Default: the name")
  private @Nullable String key;

  @Option(
      names = "--missed",
      paramLabel = "RULE",
      description =
          "What becomes of fires more than a minute late: skip, once, or all:N for the latest N."
              + " Default: once")
  private String missed = "once";

  ScheduleAddCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return add(session.pipelines().find(pipeline.name()));
  }

  private <I> int add(Pipeline<I> chosen) {
    Schedule<I> schedule = schedule(chosen);
    try (RedisLink link = session.openLink()) {
      Schedules<I> schedules = Schedules.open(link, chosen);
      schedules.put(schedule);
      String next =
          schedules
              .find(name)
              .filter(status -> !status.paused())
              .map(status -> ", which fires next at " + status.due())
              .orElse(", which is paused");
      session.out().line("added " + name + next);
      session.audit(link, Operator.change("schedule-put", chosen.name()).withTarget(name));
      return 0;
    }
  }

  private <I> Schedule<I> schedule(Pipeline<I> chosen) {
    try {
      I input = JobFormat.of(chosen.input()).keyedAs(chosen).read(job);
      Schedule<I> schedule =
          Schedule.of(name, timing(), input).withMissed(MissedFires.parse(missed));
      return key == null ? schedule : schedule.withKey(key);
    } catch (UndecodableException | IllegalArgumentException e) {
      throw new UsageException(Failures.message(e));
    }
  }

  private Timing timing() {
    Duration interval = every;
    if (cron.isEmpty() == (interval == null)) {
      throw new UsageException("when shall it fire? Give --cron EXPRESSION or --every TIME");
    }
    if (interval == null) {
      return Timing.cron(cron, zone());
    }
    if (!zone.isEmpty()) {
      throw new UsageException("--zone goes with --cron; an interval knows no zone");
    }
    return Timing.every(interval);
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(zone.isEmpty() ? "UTC" : zone);
    } catch (DateTimeException e) {
      throw new UsageException("unknown time zone '" + zone + "'; write one as Europe/Berlin");
    }
  }
}
