package io.streamweir.http.operation;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.Events;
import io.streamweir.http.Visitor;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class OperationRoutesIT {
  private static final String DEAD = "/v1/pipelines/shop/stages/check/dead/";
  private static final int LETTERS = 12;

  private Desk desk;
  private Caller caller = Caller.LOCAL;
  private List<String> letters;

  @BeforeEach
  void open(RedisSpace space) throws Exception {
    desk = new Desk(space);
    desk.serve(request -> caller);
    for (int i = 0; i < LETTERS; i++) {
      desk.submit("bad " + i);
    }
    try (AutoCloseable worker = desk.work()) {
      until(() -> dead(), dead -> dead == LETTERS);
    }
    letters = texts(desk.get(DEAD + "letters?limit=1000").get("letters"), "/id");
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private int dead() {
    return desk.get(DEAD + "letters?limit=1000").get("letters").size();
  }

  private String begin(String body) {
    Answer.Whole answer = desk.send("POST", DEAD + "replay", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return answer.headers().first("Location").orElseThrow();
  }

  @Test
  void streamsHowItStandsUntilItHasEnded() throws Exception {
    String operation = begin("{\"filter\":{}}");

    Events events = Events.of(desk.answer(Request.of("GET", operation + "/events")));
    JsonNode told = Events.data(events.next("operation"));
    while (told.get("ended").isNull()) {
      told = Events.data(events.next("operation"));
    }

    assertThat(told.get("state").asText()).isEqualTo("done");
    assertThat(told.get("kind").asText()).isEqualTo("dead-replay");
    assertThat(told.get("changed").asInt()).isEqualTo(LETTERS);
    until(events::ended, ended -> ended);
    Event after =
        Events.of(desk.answer(Request.of("GET", operation + "/events"))).next("operation");
    assertThat(Events.data(after)).isEqualTo(told);
  }

  @Test
  void stopsBehindAStepAndGoesOnWhereItWas() {
    String slow = begin("{\"filter\":{},\"perSecond\":1}");
    until(() -> desk.get(slow), each -> each.get("changed").asInt() > 0);
    assertThat(desk.send("POST", slow + "/stop", "").status()).isEqualTo(200);
    JsonNode stopped = until(() -> desk.get(slow), each -> !each.get("ended").isNull());
    int changed = stopped.get("changed").asInt();

    assertThat(stopped.get("state").asText()).isEqualTo("stopped");
    assertThat(changed).isBetween(1, LETTERS - 1);
    assertThat(dead()).isEqualTo(LETTERS - changed);
    JsonNode rest =
        desk.operate(
            DEAD + "replay", "{\"filter\":{},\"after\":\"" + stopped.get("after").asText() + "\"}");
    assertThat(rest.get("changed").asInt()).isEqualTo(LETTERS - changed);
    assertThat(dead()).isZero();
  }

  /** A caller who may do everything. */
  private record Operator(String name) implements Caller {
    @Override
    public boolean may(Role role) {
      return true;
    }

    @Override
    public boolean sees(String pipeline) {
      return true;
    }
  }

  /** Each replays a letter of its own, and rests for long. */
  private void beginSlowOnes(List<String> ids) {
    String last = letters.get(LETTERS - 1);
    for (String id : ids) {
      begin("{\"ids\":[\"%s\",\"%s\",\"%s\"],\"perSecond\":0.1}".formatted(id, last, last));
    }
  }

  private void refusesAnother(String why) {
    Answer.Whole refused = desk.send("POST", DEAD + "replay", "{\"filter\":{}}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text()).contains(why);
    assertThat(refused.headers().first("Retry-After")).isPresent();
  }

  @Test
  void takesNoMoreThanItCanRun() {
    caller = new Operator("anna");
    beginSlowOnes(letters.subList(0, 4));
    caller = new Operator("bert");
    beginSlowOnes(letters.subList(4, 8));
    caller = new Operator("carl");

    refusesAnother("8 operations run");

    assertThat(desk.get("/v1/operations").get("operations")).hasSize(8);
  }

  @Test
  void leavesRoomForOthersThanOneCaller() {
    caller = new Operator("anna");
    beginSlowOnes(letters.subList(0, 4));

    refusesAnother("4 operations of anna run");

    caller = new Operator("bert");
    assertThat(desk.operate(DEAD + "replay", "{\"filter\":{}}").get("error").isNull()).isTrue();
  }

  @Test
  void takesNoRateAtWhichItWouldNeverEnd() {
    for (String rate : List.of("1e-9", "0.09", "0", "-1")) {
      Answer.Whole refused =
          desk.send("POST", DEAD + "replay", "{\"filter\":{},\"perSecond\":%s}".formatted(rate));
      assertThat(Desk.wrong(refused)).as(rate).isEqualTo("/perSecond");
    }
  }

  @Test
  void endsWithTheServerAndSaysInTheAuditHowFarItCame() {
    String slow = begin("{\"filter\":{},\"perSecond\":0.1}");
    JsonNode begun = until(() -> desk.get(slow), each -> each.get("changed").asInt() > 0);

    desk.serve(Authenticator.NONE); // another server, since the first one ends

    JsonNode line = desk.get("/v1/audit").at("/entries/0");
    assertThat(line.get("action").asText()).isEqualTo("dead-replay");
    int changed = line.get("count").asInt();
    assertThat(changed).isBetween(begun.get("changed").asInt(), LETTERS - 1);
    assertThat(dead()).isEqualTo(LETTERS - changed);
    assertThat(desk.whole(Request.of("GET", slow)).status()).isEqualTo(404);
  }

  @Test
  void keepsAndShowsNoMoreThanABeginningOfWhatWasAsked() {
    String ids = IntStream.range(0, 100).mapToObj(i -> "\"0:1-" + i + "\"").collect(joining(","));
    JsonNode many = desk.get(begin("{\"dryRun\":true,\"ids\":[" + ids + "]}")).get("request");
    assertThat(many.get("ids")).hasSize(11);
    assertThat(texts(many.get("ids"), "")).startsWith("0:1-0", "0:1-1").endsWith("… 90 more");
    assertThat(many.get("dryRun").asBoolean()).isTrue();

    String longer = "{\"dryRun\":true,\"filter\":{\"error\":\"%s\"}}".formatted("x".repeat(5_000));
    JsonNode error = desk.get(begin(longer)).at("/request/filter/error");
    assertThat(error.asText()).isEqualTo("x".repeat(200) + "…");
  }

  @Test
  void takesNoLongRequest() {
    String body = "{\"dryRun\":true,\"filter\":{}" + " ".repeat(1 << 20) + "}";

    assertThat(desk.send("POST", DEAD + "replay", body).status()).isEqualTo(413);
    String purge = "/v1/pipelines/shop/stages/check/purge";
    body = "{\"dryRun\":true,\"state\":\"waiting\"" + " ".repeat(1 << 20) + "}";
    assertThat(desk.send("POST", purge, body).status()).isEqualTo(413);
  }

  /** So that somebody knows of it where the server is killed before its end. */
  @Test
  void isInTheAuditBeforeItHasEnded() throws Exception {
    String slow = begin("{\"filter\":{},\"perSecond\":1}");
    until(() -> desk.get(slow), each -> each.get("changed").asInt() > 0);

    JsonNode lines = desk.get("/v1/audit").get("entries");

    assertThat(desk.get(slow).get("ended").isNull()).isTrue();
    assertThat(texts(lines, "/action")).containsExactly("dead-replay");
    assertThat(lines.at("/0/detail").asText()).isEqualTo("begun: {\"filter\":{},\"perSecond\":1}");
  }

  @Test
  void hidesOperationsOfOtherPipelines() {
    String operation = begin("{\"filter\":{},\"dryRun\":true}");
    until(() -> desk.get(operation), each -> !each.get("ended").isNull());
    caller = new Visitor(Role.READ, "other");

    assertThat(desk.get("/v1/operations").get("operations")).isEmpty();
    assertThat(desk.whole(Request.of("GET", operation)).status()).isEqualTo(404);
    assertThat(desk.whole(Request.of("GET", operation + "/events")).status()).isEqualTo(404);
  }

  @Test
  void knowsNoOperationThatIsNotThere() {
    for (String path : new String[] {"/v1/operations/none", "/v1/operations/none/events"}) {
      assertThat(desk.whole(Request.of("GET", path)).status()).isEqualTo(404);
    }
    assertThat(desk.send("POST", "/v1/operations/none/stop", "").status()).isEqualTo(404);
  }
}
