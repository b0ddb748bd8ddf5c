package io.streamweir.http.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Fields;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Request;
import io.streamweir.http.json.InputReader;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.Timing;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** Reads what a client sends of a schedule. */
final class ScheduleBody {
  private static final Timing ANY = Timing.every(Duration.ofHours(1));
  private static final Duration LONGEST = Duration.ofDays(366);

  private ScheduleBody() {}

  /**
   * The schedule of this name.
   *
   * @throws io.streamweir.http.core.ProblemException where it makes no sense
   */
  static <I> Schedule<I> read(Request request, Pipeline<I> pipeline, String name) {
    Fields body = Fields.of(request.json());
    Timing timing = timing(body);
    MissedFires missed = missed(body);
    Optional<String> key = body.key("key");
    Optional<JsonNode> sent = body.any("payload");
    if (sent.isEmpty()) {
      body.wrong("payload", "must be what each fire submits");
    }
    body.end();
    I payload = InputReader.read(sent.orElseThrow(), "/payload", pipeline.input());
    return Paging.parsed(
        "schedule",
        () -> {
          Schedule<I> schedule = Schedule.of(name, timing, payload).withMissed(missed);
          return key.map(schedule::withKey).orElse(schedule);
        });
  }

  private static Timing timing(Fields body) {
    Optional<String> cron = body.text("cron");
    Optional<String> zone = body.text("zone");
    Optional<Duration> every = body.seconds("everySeconds", LONGEST);
    if (cron.isPresent() == every.isPresent()) {
      body.wrong("cron", "must say when it fires, or everySeconds must, and not both");
      return ANY;
    }
    if (every.isPresent() && zone.isPresent()) {
      body.wrong("zone", "goes with cron; an interval knows no zone");
    }
    try {
      return cron.isPresent()
          ? Timing.cron(cron.get(), zone(body, zone.orElse("UTC")))
          : Timing.every(every.orElseThrow());
    } catch (IllegalArgumentException e) {
      body.wrong(cron.isPresent() ? "cron" : "everySeconds", String.valueOf(e.getMessage()));
      return ANY;
    }
  }

  private static ZoneId zone(Fields body, String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      body.wrong("zone", "is no time zone as Europe/Berlin");
      return ZoneId.of("UTC");
    }
  }

  private static MissedFires missed(Fields body) {
    try {
      return body.text("missed").map(MissedFires::parse).orElse(MissedFires.once());
    } catch (IllegalArgumentException e) {
      body.wrong("missed", String.valueOf(e.getMessage()));
      return MissedFires.once();
    }
  }
}
