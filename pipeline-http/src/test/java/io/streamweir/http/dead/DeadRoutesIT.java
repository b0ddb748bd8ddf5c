package io.streamweir.http.dead;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static io.streamweir.http.Desk.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.Desk;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.Visitor;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class DeadRoutesIT {
  private static final String SHOP = "/v1/pipelines/shop/";
  private static final String CHECK = SHOP + "stages/check/dead/";
  private static final Caller READER = new Visitor(Role.READ, "shop");

  private Desk desk;

  /** Three letters at the first stage, by two causes, and one at the second. */
  @BeforeEach
  void open(RedisSpace space) throws Exception {
    desk = new Desk(space);
    desk.submit("bad 1");
    desk.submit("bad 2");
    desk.submit("boom 3");
    desk.submit("lost 4");
    try (AutoCloseable worker = desk.work()) {
      until(() -> groups("").size(), size -> size == 3);
      until(() -> letters("").size(), size -> size == 3);
    }
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private JsonNode groups(String query) {
    return desk.get(SHOP + "dead/groups" + query).get("groups");
  }

  private JsonNode letters(String query) {
    return desk.get(CHECK + "letters" + query).get("letters");
  }

  private static String group(JsonNode group) {
    return "%s %s %s %d"
        .formatted(
            group.get("stage").asText(),
            group.get("reason").asText(),
            group.get("exception").asText(),
            group.get("count").asInt());
  }

  @Test
  void countsLettersByTheirCauses() {
    JsonNode all = desk.get(SHOP + "dead/groups");
    List<String> groups = new ArrayList<>();
    all.get("groups").forEach(each -> groups.add(group(each)));

    assertThat(groups).hasSize(3);
    assertThat(groups).anyMatch(each -> each.startsWith("check rejected") && each.endsWith(" 2"));
    assertThat(groups)
        .anyMatch(each -> each.contains("java.lang.IllegalStateException") && each.endsWith(" 1"));
    assertThat(groups).anyMatch(each -> each.startsWith("ship rejected") && each.endsWith(" 1"));
    assertThat(all.get("there").asLong()).isEqualTo(4);
    assertThat(all.get("looked").asLong()).isEqualTo(4);
    assertThat(all.get("next").isNull()).isTrue();
    assertThat(groups("?stage=ship")).hasSize(1);
    assertThat(groups("?exception=java.lang.IllegalStateException")).hasSize(1);
    assertThat(desk.whole(Request.of("GET", SHOP + "dead/groups?stage=nope")).status())
        .isEqualTo(400);
    assertThat(desk.whole(Request.of("GET", SHOP + "dead/groups?after=x")).status()).isEqualTo(400);
  }

  @Test
  void goesOnCountingBehindACursor() {
    JsonNode rest = desk.get(SHOP + "dead/groups?after=ship:");

    assertThat(rest.get("groups")).hasSize(1);
    assertThat(group(rest.get("groups").get(0))).startsWith("ship rejected");
    assertThat(rest.has("there")).isFalse();
    assertThat(rest.get("looked").asLong()).isEqualTo(1);
    assertThat(rest.get("next").isNull()).isTrue();
  }

  @Test
  void fillsAPageFromOnePartitionAfterAnother() throws Exception {
    for (int i = 5; i < 13; i++) {
      desk.submit("bad " + i);
    }
    try (AutoCloseable worker = desk.work()) {
      until(() -> letters("?limit=11").size(), size -> size == 11);
    }

    List<String> ids = texts(letters("?limit=11"), "/id");
    assertThat(ids.stream().map(id -> id.substring(0, 1)).distinct()).containsExactly("0", "1");
    assertThat(letters("?limit=10")).hasSize(10);
  }

  @Test
  void leavesLettersAloneThatTheOtherStageCannotTake() {
    desk.serve(desk.link.config(), Authenticator.NONE, List.of(withNotes()));

    JsonNode done =
        desk.operate(CHECK + "replay", "{\"filter\":{\"reason\":\"rejected\"},\"to\":\"ship\"}");

    assertThat(done.get("state").asText()).isEqualTo("done");
    assertThat(done.get("changed").asInt()).isZero();
    assertThat(done.get("unfit").asInt()).isEqualTo(2);
    List<String> ids = texts(letters("?reason=rejected"), "/id");
    JsonNode named =
        desk.operate(CHECK + "replay", "{\"ids\":[\"" + ids.get(0) + "\"],\"to\":\"ship\"}");
    assertThat(named.get("unfit").asInt()).isEqualTo(1);
    assertThat(letters("")).hasSize(3);
  }

  private record Note(String text) {}

  /** A later version of the shop, whose second stage takes something else. */
  private static Pipeline<Order> withNotes() {
    return Pipeline.named("shop")
        .accepts(Order.class)
        .partitions(2)
        .stage("check", Note.class, (order, context) -> Outcome.forward(new Note(order.number())))
        .stage("ship", Note.class, (note, context) -> Outcome.finish(note))
        .build();
  }

  @Test
  void listsLettersByPagesAndByWhatTheyAre() {
    assertThat(letters("?reason=rejected")).hasSize(2);
    assertThat(letters("?exception=none")).hasSize(2);
    assertThat(letters("?error=till")).hasSize(1);
    assertThat(letters("?where=number%3Dbad%202")).hasSize(1);
    assertThat(letters("?until=2020-01-01T00:00:00Z")).isEmpty();
    for (String query :
        List.of(
            "since=soon",
            "since=%2B999999999-12-31T23:59:59Z",
            "until=-999999999-01-01T00:00:00Z")) {
      Request get = Request.of("GET", CHECK + "letters?" + query);
      assertThat(desk.whole(get).status()).as(query).isEqualTo(400);
    }

    List<String> ids = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = desk.get(CHECK + "letters?limit=1" + after);
      ids.addAll(texts(page.get("letters"), "/id"));
      after = page.get("next").isNull() ? "" : "&after=" + page.get("next").asText();
    } while (!after.isEmpty());
    assertThat(ids).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void showsALetterWithItsPayload() {
    String id = letters("?where=number%3Dbad%201").get(0).get("id").asText();

    Answer.Whole answer = desk.whole(Request.of("GET", CHECK + "letter?id=" + id));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().first("ETag")).isPresent();
    JsonNode letter = Json.parse(answer.text());
    assertThat(letter.at("/payload/number").asText()).isEqualTo("bad 1");
    assertThat(letter.at("/readable/cents").asLong()).isEqualTo(5);
    assertThat(letter.get("error").asText()).contains("this one is bad");
    assertThat(desk.whole(Request.of("GET", CHECK + "letter?id=0:1-0")).status()).isEqualTo(404);
    assertThat(desk.whole(Request.of("GET", CHECK + "letter?id=x")).status()).isEqualTo(400);
  }

  @Test
  void replaysThoseThatAFilterMeansAndCountsThemFirst() {
    String rejected = "{\"filter\":{\"reason\":\"rejected\"}%s}";

    JsonNode counted = desk.operate(CHECK + "replay", rejected.formatted(",\"dryRun\":true"));
    assertThat(counted.get("changed").asInt()).isEqualTo(2);
    assertThat(letters("")).hasSize(3);
    JsonNode done = desk.operate(CHECK + "replay", rejected.formatted(""));
    assertThat(done.get("changed").asInt()).isEqualTo(2);
    assertThat(done.get("unfit").asInt()).isZero();
    assertThat(texts(letters(""), "/reason")).doesNotContain("rejected");
    JsonNode audit = desk.get("/v1/audit").get("entries");
    assertThat(texts(audit, "/action")).containsExactly("dead-replay", "dead-replay");
    assertThat(audit.get(0).get("count").asInt()).isEqualTo(2);
    assertThat(audit.get(0).get("stage").asText()).isEqualTo("check");
    assertThat(audit.get(1).get("count").isNull()).isTrue();
    assertThat(audit.get(1).get("detail").asText()).isEqualTo("begun: " + rejected.formatted(""));
  }

  @Test
  void replaysLettersByTheirIdsToAnotherStage() {
    List<String> ids = texts(letters("?reason=rejected"), "/id");

    JsonNode done =
        desk.operate(
            CHECK + "replay",
            "{\"ids\":[\"%s\",\"%s\",\"0:1-0\"],\"to\":\"ship\"}"
                .formatted(ids.get(0), ids.get(1)));

    assertThat(done.get("changed").asInt()).isEqualTo(2);
    assertThat(done.get("looked").asInt()).isEqualTo(3);
    assertThat(desk.get(SHOP + "stages/ship/waiting").get("entries")).hasSize(2);
  }

  /** Payloads may be large: a page of many would not fit into memory. */
  @Test
  void endsAPageBeforeItHasTooManyBytes() throws Exception {
    for (int i = 0; i < 12; i++) {
      desk.submit("bad " + "x".repeat(1_000_000) + i);
    }
    try (AutoCloseable worker = desk.work()) {
      until(() -> desk.get(SHOP + "dead/groups").get("there").asInt(), there -> there == 16);
    }

    JsonNode first = desk.get(CHECK + "letters?limit=1000");
    JsonNode rest = desk.get(CHECK + "letters?limit=1000&after=" + first.get("next").asText());

    assertThat(first.get("letters").size()).isBetween(8, 13);
    assertThat(rest.get("next").isNull()).isTrue();
    assertThat(first.get("letters").size() + rest.get("letters").size()).isEqualTo(15);
  }

  @Test
  void replaysALetterWithAnotherPayloadWhereItFits() {
    String id = letters("?where=number%3Dbad%201").get(0).get("id").asText();
    ObjectNode payload =
        (ObjectNode) desk.get(CHECK + "letter?id=" + id).get("readable").deepCopy();
    String body = "{\"ids\":[\"" + id + "\"],\"payload\":%s}";

    payload.put("cents", "five");
    assertThat(wrong(desk.send("POST", CHECK + "replay", body.formatted(payload))))
        .isEqualTo("/payload/cents");
    assertThat(letters("")).hasSize(3);
    payload.put("cents", 6).put("number", "good");
    assertThat(desk.post(CHECK + "replay", body.formatted(payload)).get("replayed").asInt())
        .isEqualTo(1);
    assertThat(letters("")).hasSize(2);
    JsonNode entry = desk.get(SHOP + "stages/check/waiting").get("entries").get(0);
    assertThat(entry.at("/payload/number").asText()).isEqualTo("good");
    assertThat(desk.send("POST", CHECK + "replay", body.formatted(payload)).status())
        .isEqualTo(404);
  }

  @Test
  void dropsLetters() {
    JsonNode dropped = desk.operate(CHECK + "drop", "{\"filter\":{\"error\":\"till\"}}");
    assertThat(dropped.get("changed").asInt()).isEqualTo(1);
    String id = letters("").get(0).get("id").asText();
    desk.operate(CHECK + "drop", "{\"ids\":[\"" + id + "\"]}");

    assertThat(letters("")).hasSize(1);
    assertThat(desk.get(SHOP + "stages/check/waiting").get("entries")).isEmpty();
    assertThat(texts(desk.get("/v1/audit").get("entries"), "/action"))
        .containsExactly("dead-drop", "dead-drop", "dead-drop", "dead-drop");
  }

  @Test
  void pointsAtWhatIsWrongAndChangesNothing() {
    assertThat(wrong(desk.send("POST", CHECK + "replay", "{}"))).isEqualTo("/ids");
    assertThat(wrong(desk.send("POST", CHECK + "drop", "{\"ids\":[\"x\"]}"))).isEqualTo("/ids");
    assertThat(wrong(desk.send("POST", CHECK + "drop", "{\"filter\":{\"raeson\":\"x\"}}")))
        .isEqualTo("/filter/raeson");
    assertThat(wrong(desk.send("POST", CHECK + "replay", "{\"filter\":{},\"to\":\"nope\"}")))
        .isEqualTo("/to");
    assertThat(wrong(desk.send("POST", CHECK + "replay", "{\"filter\":{},\"after\":\"x\"}")))
        .isEqualTo("/after");
    assertThat(wrong(desk.send("POST", CHECK + "replay", "{\"filter\":{},\"payload\":{}}")))
        .isEqualTo("/payload");
    assertThat(letters("")).hasSize(3);
    assertThat(desk.get("/v1/operations").get("operations")).isEmpty();
  }

  @Test
  void letsReadersLookAndNotChange() {
    desk.serve(request -> READER);

    assertThat(letters("")).hasSize(3);
    for (String change : List.of("replay", "drop")) {
      assertThat(desk.send("POST", CHECK + change, "{\"filter\":{}}").status()).isEqualTo(403);
    }
    assertThat(desk.send("POST", SHOP + "pause", "").status()).isEqualTo(403);
    assertThat(letters("")).hasSize(3);
  }
}
