package io.streamweir.http.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Times;
import io.streamweir.pipeline.Timing;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** Shows when a schedule would fire. */
final class SchedulePreview {
  private static final int MOST = 100;
  private static final int DEFAULT = 10;
  private static final long MILLIS = 1_000;

  private SchedulePreview() {}

  static Answer answer(Request request) {
    ZoneId zone = zone(request);
    Timing timing = timing(request, zone);
    Instant at = Paging.time(request, "after").orElseGet(Instant::now);
    long count = request.number("count", DEFAULT, 1, MOST);
    ObjectNode node = Json.object().put("zone", zone.getId());
    ArrayNode next = node.putArray("next");
    ArrayNode local = node.putArray("local");
    for (int i = 0; i < count; i++) {
      at = timing.next(at);
      OffsetDateTime there = at.atZone(zone).toOffsetDateTime();
      if (!Times.fits(at) || !Times.fits(there)) {
        break; // no clock shows that year
      }
      next.add(at.toString());
      local.add(there.toString());
    }
    return Answer.json(200, node);
  }

  private static ZoneId zone(Request request) {
    return Paging.parsed(
        "zone",
        () -> {
          try {
            return ZoneId.of(request.query("zone").orElse("UTC"));
          } catch (DateTimeException e) {
            throw new IllegalArgumentException("it is no time zone as Europe/Berlin", e);
          }
        });
  }

  private static Timing timing(Request request, ZoneId zone) {
    Optional<String> cron = request.query("cron");
    Optional<String> every = request.query("everySeconds");
    return Paging.parsed(
        cron.isPresent() ? "cron" : "everySeconds",
        () -> {
          if (cron.isPresent() == every.isPresent()) {
            throw new IllegalArgumentException("give cron or everySeconds, and not both");
          }
          return cron.isPresent()
              ? Timing.cron(cron.get(), zone)
              : Timing.every(
                  Duration.ofMillis(Math.round(Double.parseDouble(every.orElseThrow()) * MILLIS)));
        });
  }
}
