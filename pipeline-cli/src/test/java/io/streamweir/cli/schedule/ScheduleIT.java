package io.streamweir.cli.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class ScheduleIT {
  private static Run schedule(Place place, String... words) {
    List<String> all = new ArrayList<>(List.of("schedule", words[0], "-p", "access-log"));
    all.addAll(List.of(words).subList(1, words.length));
    return place.run(all.toArray(String[]::new));
  }

  @Test
  void addsListsAndChanges(RedisSpace space) {
    Place place = Place.of(space);
    assertThat(schedule(place, "list").out()).isEqualTo("no schedules\n");
    assertThat(
            schedule(
                place, "add", "--cron", "30 2 1 1 *", "--zone", "Europe/Berlin", "yearly", "a b"))
        .satisfies(run -> assertThat(run.err()).isEmpty())
        .satisfies(
            run ->
                assertThat(run.out())
                    .matches("added yearly, which fires next at \\d{4}-01-01T01:30:00Z\n"));
    schedule(place, "add", "--every", "24h", "--missed", "all:3", "--key", "k", "daily", "x");
    assertThat(schedule(place, "list").lines())
        .first()
        .asString()
        .matches("NAME +WHEN +NEXT +STATE +MISSED +FROM +KEY +PARTITION");
    assertThat(schedule(place, "list").lines())
        .anyMatch(
            line -> line.matches("daily +every 24h +\\S+T00:00:00Z +active +all:3 +client +k +0"))
        .anyMatch(
            line ->
                line.matches(
                    "yearly +30 2 1 1 \\* Europe/Berlin +\\S+-01-01T01:30:00Z +active +once +client"
                        + " +- +0"));
    schedule(place, "pause", "daily");
    JsonNode daily = Json.parse(schedule(place, "list", "--json").lines().get(0));
    assertThat(daily.at("/state").asText()).isEqualTo("paused");
    assertThat(daily.at("/everySeconds").asInt()).isEqualTo(86_400);
    assertThat(daily.at("/payload/line").asText()).isEqualTo("x");
    assertThat(schedule(place, "add", "--every", "12h", "--key", "k", "daily", "y").out())
        .as("stays paused")
        .isEqualTo("added daily, which is paused\n");
    assertThat(schedule(place, "resume", "daily").out()).isEqualTo("resumed daily\n");
    assertThat(schedule(place, "remove", "daily").out()).isEqualTo("removed daily\n");
    assertThat(schedule(place, "list").lines()).hasSize(2);
  }

  @Test
  void runsNow(RedisSpace space, RedisCommands<String, String> redis) {
    Place place = Place.of(space);
    schedule(place, "add", "--every", "24h", "daily", "x");
    String before = schedule(place, "list").out();
    String out = schedule(place, "run-now", "daily").out();
    assertThat(out).matches("submitted daily\\.run\\.[0-9A-Z]{26}\n");
    assertThat(redis.xlen(space.key("{access-log/0}:inbox:parse"))).isEqualTo(1);
    assertThat(schedule(place, "list").out()).isEqualTo(before);
  }

  @Test
  void tellsWhatIsLateAndWhatCannotBeRead(RedisSpace space, RedisCommands<String, String> redis) {
    Place place = Place.of(space);
    schedule(place, "add", "--every", "24h", "daily", "x");
    redis.zadd(space.key("{access-log/0}:fires"), 86_400_000.0, "daily");
    redis.hset(space.key("{access-log/0}:schedules"), "odd", "cron=nonsense\nx");
    assertThat(schedule(place, "list").lines())
        .anyMatch(line -> line.matches("daily +every 24h +1970-01-02T00:00:00Z +late \\d+.*"))
        .anyMatch(line -> line.contains("odd") && line.contains("unreadable"));
    assertThat(schedule(place, "list", "--json").out())
        .contains("\"defect\":\"cron expression 'nonsense'");
  }

  @Test
  void whatIsNotThereIsAFailureThatNamesWhatIs(RedisSpace space) {
    Place place = Place.of(space);
    schedule(place, "add", "--every", "24h", "daily", "x");
    for (String command : new String[] {"remove", "pause", "resume", "run-now"}) {
      Run run = schedule(place, command, "nightly");
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains("no schedule 'nightly'; it has daily");
    }
  }
}
