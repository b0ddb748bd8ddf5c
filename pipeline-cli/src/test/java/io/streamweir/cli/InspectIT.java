package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the commands say of one pipeline that has done some work. */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectIT {
  private static final String PROBE =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /../../etc/passwd HTTP/1.1\" 404 12\n";
  private static final String REQUEST =
      "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 7\n";

  private Place place;
  private ChildJvm worker;
  private ChildJvm listener;

  @BeforeAll
  void work(RedisSpace space) {
    place = Place.of(space);
    worker = place.start("worker", "-p", "access-log");
    listener = place.start("results", "-p", "access-log", "--follow", "--json");
    worker.awaitOutput("is ready", PATIENCE);
    awaitListener(space);
    place.runWithInput(
        PROBE + REQUEST + REQUEST + "bad\nworse\n", "submit", "-p", "access-log", "-");
    Awaitility.await().atMost(PATIENCE).until(() -> report().at("/accepted").asInt() == 3);
  }

  private void awaitListener(RedisSpace space) {
    try (ChildJvm idle = place.start("results", "-p", "access-log", "--idle", "1ms")) {
      assertThat(idle.awaitExit(PATIENCE)).hasValue(0);
    }
    assertThat(space.namespace()).isNotEmpty();
  }

  @AfterAll
  void end() {
    worker.close();
    listener.close();
  }

  private JsonNode report() {
    return Json.parse(place.run("report", "--json").out());
  }

  @Test
  void reportCounts() {
    JsonNode report = report();
    assertThat(report.at("/rejected").asInt()).isEqualTo(2);
    assertThat(report.at("/bytes").asInt()).isEqualTo(26);
    assertThat(report.at("/status/200").asInt()).isEqualTo(2);
    assertThat(report.at("/minutes/2015-05-17T10:05Z").asInt()).isEqualTo(3);
    assertThat(report.at("/findings").asInt()).isEqualTo(1);
    assertThat(place.run("report").out())
        .contains("3 lines accepted, 2 rejected", "for example: bad");
  }

  @Test
  void statusShowsEachStage() {
    Run run = place.run("status", "-p", "access-log", "--json");
    assertThat(run.out())
        .startsWith(
            "{\"pipelines\":[{\"pipeline\":\"access-log\",\"stages\":[{\"stage\":\"parse\",\"paused\":false,\"behind\":false,\"lag\":0,"
                + "\"lagKnown\":true,\"pending\":0,\"backlog\":0,\"delayed\":0,\"dead\":2,\"consumers\":1,"
                + "\"oldestWaitingSeconds\":0.0,\"oldestPendingSeconds\":0.0,\"oldestDeliveredSeconds\":0.0,\"oldestOverdueSeconds\":0.0,"
                + "\"oldestJobSeconds\":0.0,"
                + "\"lastMinute\":{\"ended\":"); // what its worker says every 2 s
    assertThat(place.run("status", "-p", "access-log").lines())
        .anyMatch(line -> line.matches("  parse +0 +0 +(40%|-)( +-)? +0 +2 +1 +- +- +- +yes"))
        .anyMatch(line -> line.matches("  WINDOW +OPEN +CLOSED +LATE +EARLY +WATERMARK BEHIND"))
        .anyMatch(line -> line.matches("  traffic +\\d+ +\\d+ +0 +0 +(-|[\\d.]+ s)"));
    JsonNode window = Json.parse(run.out()).at("/pipelines/0/windows/0");
    assertThat(window.at("/window").asText()).isEqualTo("traffic");
    assertThat(window.at("/open").asInt() + window.at("/closed").asInt()).isPositive();
    assertThat(window.at("/watermarkLagSeconds").isDouble()).isTrue();
  }

  @Test
  void statusShowsWhatRanThrough() {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(place.run("status", "-p", "access-log").lines())
                    .anyMatch(line -> line.matches("  STAGE +WAITING +PENDING +FAILED +THROUGH .*"))
                    .anyMatch(line -> line.matches("  tally +0 +0 +- +\\d+% .*")));
    JsonNode tally =
        Json.parse(place.run("status", "-p", "access-log", "--json").out())
            .at("/pipelines/0/stages/2/lastMinute");
    assertThat(tally.at("/ended").asInt()).isEqualTo(3);
    assertThat(tally.at("/ranThrough").asInt()).isBetween(1, 3);
  }

  @Test
  void resultsArePublishedAndStored() {
    listener.awaitOutput("TRAVERSAL", PATIENCE);
    listener.awaitOutput("\"status\":\"failed\"", PATIENCE);
    JsonNode finding =
        listener
            .output()
            .lines()
            .map(Json::parse)
            .filter(node -> node.at("/status").asText().equals("finished"))
            .findFirst()
            .orElseThrow();
    assertThat(finding.at("/stage").asText()).isEqualTo("tally");
    assertThat(finding.at("/type").asText()).endsWith(".Finding");
    String job = finding.at("/job").asText();
    assertThat(Json.parse(place.run("job", "-p", "access-log", job, "--json").out()))
        .isEqualTo(finding);
    assertThat(place.run("job", "-p", "access-log", job).out())
        .contains("finished at tally", "TRAVERSAL");
    Run unknown = place.run("job", "-p", "access-log", "nobody");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err())
        .contains("no stored result of job nobody", "no entry of it at any stage");
  }

  @Test
  void deadLettersAreListedReplayedAndDropped(RedisSpace other) {
    Run list = place.run("dead", "list", "-p", "access-log", "--json");
    assertThat(list.lines()).hasSize(2);
    JsonNode letter = Json.parse(list.lines().get(0));
    assertThat(letter.at("/payload/line").asText()).isEqualTo("bad");
    assertThat(letter.at("/stage").asText()).isEqualTo("parse");
    assertThat(place.run("dead", "list", "-p", "access-log", "--limit", "1").out())
        .contains("and 1 more");

    String id = letter.at("/id").asText();
    assertThat(place.run("dead", "show", "-p", "access-log", "--id", id).out())
        .contains("payload   {\"line\": \"bad\"}");
    assertThat(place.run("dead", "replay", "-p", "access-log", "--id", id).out())
        .isEqualTo("replayed 1\n");
    Awaitility.await().atMost(PATIENCE).until(() -> letters() == 2); // rejected again
    Run gone = place.run("dead", "replay", "-p", "access-log", "--id", id);
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("no dead letter " + id);
    assertThat(report().at("/rejected").asInt()).isEqualTo(2);

    Run nothing =
        Place.of(other).run("dead", "drop", "-p", "access-log", "--all", "--yes", "--json");
    assertThat(nothing.out()).isEqualTo("{\"dropped\":0}\n");
  }

  private int letters() {
    return place.run("dead", "list", "-p", "access-log", "--json").lines().size();
  }

  @Test
  void cancelTellsWhatItCancelledAndWhatHadEnded() {
    Run now = place.run("cancel", "-p", "access-log", "nobodys", "--key", "a");
    assertThat(now.all())
        .isEqualTo(
            "nobodys  cancelled  (it will not run any further, if there is such a job; no end of it"
                + " is stored)\n");
    assertThat(now.status()).isZero();
    Run before = place.run("cancel", "-p", "access-log", "nobodys", "other");
    assertThat(before.all())
        .startsWith("nobodys  cancelled  (before)\nother  cancelled  (it will not run any further");
    assertThat(before.status()).isZero();
    assertThat(place.run("job", "-p", "access-log", "nobodys").all())
        .isEqualTo("nobodys  cancelled\n");
    assertThat(place.run("job", "-p", "access-log", "nobodys", "--json").all())
        .isEqualTo("{\"job\":\"nobodys\",\"status\":\"cancelled\"}\n");
    JsonNode letter =
        Json.parse(place.run("dead", "list", "-p", "access-log", "--json").lines().get(0));
    Run ended = place.run("cancel", "-p", "access-log", letter.at("/job").asText());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).contains("failed at parse", "(had ended before)");
    JsonNode json =
        Json.parse(
            place.run("cancel", "-p", "access-log", letter.at("/job").asText(), "--json").out());
    assertThat(json.at("/status").asText()).isEqualTo("failed");
    assertThat(json.at("/now").asBoolean(true)).isFalse();
  }

  @Test
  void doctorFindsWhatIsWrong(RedisSpace other, RedisCommands<String, String> redis) {
    Run healthy = place.run("doctor", "-p", "access-log");
    assertThat(healthy.status()).isZero();
    assertThat(healthy.out()).contains("✓ inbox ", "all is well");

    redis.set(other.key("{access-log/0}:inbox:parse"), "somebody's");
    Run sick = Place.of(other).run("doctor", "-p", "access-log");
    assertThat(sick.status()).isEqualTo(1);
    assertThat(sick.out()).contains("✗ key ", "→ ", "1 thing is wrong");
  }
}
