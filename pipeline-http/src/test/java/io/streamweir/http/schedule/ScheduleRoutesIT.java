package io.streamweir.http.schedule;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class ScheduleRoutesIT {
  private static final String ALL = "/v1/pipelines/shop/schedules";
  private static final String HOURLY = ALL + "/hourly";
  private static final String ORDER = "\"payload\":{\"number\":\"h\",\"cents\":7}";
  private static final String BODY = "{\"everySeconds\":3600," + ORDER + "}";

  private Desk desk;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private Answer.Whole put(String header, String value, String body) {
    Request request =
        Request.of("PUT", HOURLY).withHeader("Content-Type", "application/json").withBody(body);
    return desk.whole(header.isEmpty() ? request : request.withHeader(header, value));
  }

  private static String tag(Answer.Whole answer) {
    return answer.headers().first("ETag").orElseThrow();
  }

  @Test
  void putsAScheduleAndShowsIt() {
    assertThat(put("", "", BODY).status()).isEqualTo(201);
    assertThat(put("", "", BODY).status()).isEqualTo(200);

    JsonNode shown = desk.get(HOURLY);
    assertThat(shown.get("everySeconds").asInt()).isEqualTo(3600);
    assertThat(shown.at("/payload/cents").asLong()).isEqualTo(7);
    assertThat(shown.at("/payload/currency").asText()).isEqualTo("EUR");
    assertThat(shown.get("from").asText()).isEqualTo("client");
    assertThat(texts(desk.get(ALL).get("schedules"), "/name")).contains("hourly");
    assertThat(texts(desk.get("/v1/audit").get("entries"), "/action"))
        .containsExactly("schedule-put", "schedule-put");
  }

  @Test
  void changesItOnlyWhereItIsAsTheClientThinks() {
    assertThat(put("If-Match", "*", BODY).status()).isEqualTo(412);
    Answer.Whole first = put("If-None-Match", "*", BODY);
    assertThat(first.status()).isEqualTo(201);
    assertThat(put("If-None-Match", "*", BODY).status()).isEqualTo(412);
    String other = "{\"everySeconds\":60," + ORDER + "}";
    Answer.Whole second = put("If-Match", tag(first), other);
    assertThat(second.status()).isEqualTo(200);
    assertThat(put("If-Match", tag(first), BODY).status()).isEqualTo(412);
    assertThat(desk.get(HOURLY).get("everySeconds").asInt()).isEqualTo(60);
    Request delete = Request.of("DELETE", HOURLY);
    assertThat(desk.whole(delete.withHeader("If-Match", tag(first))).status()).isEqualTo(412);
    assertThat(desk.whole(delete.withHeader("If-Match", tag(second))).status()).isEqualTo(204);
    assertThat(desk.whole(delete).status()).isEqualTo(404);
  }

  @Test
  void letsOneOfManyChangeItWhoHaveSeenTheSame() {
    String tag = tag(put("", "", BODY));
    for (int round = 1; round <= 10; round++) {
      String seen = tag;
      int first = round * 10;
      List<Answer.Whole> answers =
          IntStream.range(first, first + 4)
              .mapToObj(seconds -> "{\"everySeconds\":" + seconds + "," + ORDER + "}")
              .map(body -> CompletableFuture.supplyAsync(() -> put("If-Match", seen, body)))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .toList();

      assertThat(answers.stream().map(Answer.Whole::status).sorted().toList())
          .containsExactly(200, 412, 412, 412);
      tag = desk.whole(Request.of("GET", HOURLY)).headers().first("ETag").orElseThrow();
    }
  }

  @Test
  void keepsItsTagWhileOnlyTimePasses() {
    Answer.Whole put = put("", "", BODY);
    desk.post(HOURLY + "/run-now", "");

    assertThat(put("If-Match", tag(put), BODY).status()).isEqualTo(200);
  }

  @Test
  void pausesResumesAndRunsIt() {
    put("", "", BODY);

    assertThat(desk.post(HOURLY + "/pause", "").get("state").asText()).isEqualTo("paused");
    assertThat(desk.post(HOURLY + "/resume", "").get("state").asText()).isEqualTo("active");
    Answer.Whole run = desk.send("POST", HOURLY + "/run-now", "");
    assertThat(run.status()).isEqualTo(202);
    JsonNode job = desk.get(run.headers().first("Location").orElseThrow());
    assertThat(job.get("state").asText()).isEqualTo("open");
    assertThat(job.get("job")).isEqualTo(Json.parse(run.text()).get("job"));
    assertThat(desk.send("POST", ALL + "/nope/pause", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/pause", "/resume", "/run-now"})
  void actsOnItOnlyWhereItIsAsTheClientThinks(String action) {
    String seen = tag(put("", "", BODY));
    put("", "", "{\"everySeconds\":60," + ORDER + "}");
    String now = desk.whole(Request.of("GET", HOURLY)).headers().first("ETag").orElseThrow();
    Request request = Request.of("POST", HOURLY + action);
    int audited = desk.get("/v1/audit").get("entries").size();

    Answer.Whole refused = desk.whole(request.withHeader("If-Match", seen));

    assertThat(refused.status()).as(refused.text()).isEqualTo(412);
    assertThat(desk.get("/v1/audit").get("entries")).hasSize(audited);
    assertThat(desk.get(HOURLY).get("state").asText()).isEqualTo("active");
    assertThat(desk.whole(request.withHeader("If-Match", "W/" + now)).status()).isEqualTo(412);
    assertThat(desk.whole(request.withHeader("If-Match", now)).status()).isBetween(200, 202);
    assertThat(desk.whole(Request.of("POST", ALL + "/nope" + action).withHeader("If-Match", "*")))
        .returns(404, Answer.Whole::status);
  }

  @Test
  void leavesSchedulesOfTheCodeToTheCode() throws Exception {
    try (AutoCloseable worker = desk.work()) {
      Desk.until(
          () -> texts(desk.get(ALL).get("schedules"), "/name"), names -> names.contains("nightly"));
    }

    Answer.Whole refused =
        desk.send("PUT", ALL + "/nightly", "{\"everySeconds\":60," + ORDER + "}");

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    Answer.Whole kept = desk.whole(Request.of("DELETE", ALL + "/nightly"));
    assertThat(kept.status()).as(kept.text()).isEqualTo(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"everySeconds\":60} | /payload",
        "{\"payload\":{\"number\":\"h\",\"cents\":7}} | /cron",
        "{\"cron\":\"x\",\"payload\":{\"number\":\"h\",\"cents\":7}} | /cron",
        "{\"cron\":\"0 3 * * *\",\"zone\":\"Mars\",\"payload\":{\"number\":\"h\",\"cents\":7}} |"
            + " /zone",
        "{\"everySeconds\":60,\"payload\":{\"number\":\"h\"}} | /payload/cents",
        "{\"everySeconds\":60,\"payload\":{\"number\":\"h\",\"cents\":\"7\"}} | /payload/cents",
        "{\"everySeconds\":60,\"missed\":\"some\",\"payload\":{\"number\":\"h\",\"cents\":7}} |"
            + " /missed",
        "{\"everySeconds\":60,\"colour\":1,\"payload\":{\"number\":\"h\",\"cents\":7}} | /colour",
      })
  void pointsAtWhatIsWrong(String body, String pointer) {
    assertThat(wrong(put("", "", body))).isEqualTo(pointer);
    assertThat(desk.whole(Request.of("GET", HOURLY)).status()).isEqualTo(404);
  }

  @Test
  void refusesAKeyThatIsTooLong() {
    String body = "{\"everySeconds\":60,\"key\":\"" + "k".repeat(1_025) + "\"," + ORDER + "}";

    assertThat(wrong(put("", "", body))).isEqualTo("/key");
  }

  @Test
  void previewsWhenItWouldFireInTheZone() {
    String query =
        "/v1/schedules/preview?cron=30%202%20*%20*%20*&zone=Europe/Berlin&count=3"
            + "&after=2026-10-24T12:00:00Z";

    JsonNode preview = desk.get(query);

    assertThat(preview.get("next")).hasSize(3);
    assertThat(preview.at("/local/0").asText()).startsWith("2026-10-25T02:30");
    assertThat(preview.at("/local/1").asText()).isEqualTo("2026-10-26T02:30+01:00");
    assertThat(desk.get("/v1/schedules/preview?everySeconds=60").get("next")).hasSize(10);
    String rare = "/v1/schedules/preview?cron=0%200%2029%202%20*&count=100&after=";
    assertThat(desk.get(rare + "9990-12-31T23:59:59Z").get("next")).hasSize(2); // until 9999
    assertThat(desk.get(rare + "9999-12-31T23:59:59Z").get("next")).isEmpty();
    for (String bad :
        new String[] {
          "",
          "?cron=x",
          "?everySeconds=a",
          "?everySeconds=1e300",
          "?cron=*&everySeconds=1",
          "?everySeconds=60&after=%2B1000000000-12-31T23:59:59Z",
          "?cron=0%203%20*%20*%20*&after=%2B999999999-12-31T23:59:59Z",
          "?cron=0%203%20*%20*%20*&after=-999999999-01-01T00:00:00Z",
        }) {
      assertThat(desk.whole(Request.of("GET", "/v1/schedules/preview" + bad)).status())
          .as(bad)
          .isEqualTo(400);
    }
  }
}
