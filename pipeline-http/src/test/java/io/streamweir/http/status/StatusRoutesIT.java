package io.streamweir.http.status;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.Events;
import io.streamweir.http.Shop;
import io.streamweir.http.Visitor;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.redis.RedisConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class StatusRoutesIT {
  private static final String SHOP = "/v1/pipelines/shop";
  private static final Request EVENTS = Request.of("GET", "/v1/status/events");
  private static final Caller STRANGER = new Visitor(Role.READ, "other");

  private Desk desk;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private static JsonNode check(JsonNode status) {
    return status.get("stages").get(0);
  }

  @Test
  void tellsWhatWaitsAndHowMuchRoomThereIs() {
    desk.submit("a");
    desk.submit("b");

    JsonNode stage =
        until(() -> check(desk.get(SHOP + "/status")), each -> each.get("backlog").asLong() == 2);

    assertThat(stage.get("stage").asText()).isEqualTo("check");
    assertThat(stage.get("capacity").asLong()).isEqualTo(10_000);
    assertThat(stage.get("full").asBoolean()).isFalse();
    assertThat(stage.get("behind").asBoolean()).isFalse();
    assertThat(stage.get("paused").asBoolean()).isFalse();
    JsonNode all = desk.get("/v1/status").get("pipelines");
    assertThat(texts(all, "/pipeline")).containsExactly("shop");
    assertThat(check(all.get(0)).get("backlog").asLong()).isEqualTo(2);
    assertThat(desk.get("/v1/status?pipeline=other").get("pipelines")).isEmpty();
  }

  @Test
  void tellsWhoWorksOnWhat() {
    desk.work();

    JsonNode lanes = until(() -> desk.get(SHOP + "/status").get("lanes"), each -> each.size() >= 4);

    assertThat(texts(lanes, "/stage")).contains("check", "ship");
    assertThat(desk.get(SHOP + "/workers").get("workers").get(0).get("alive").asBoolean()).isTrue();
  }

  @Test
  void remembersHowStagesWentLately() {
    desk.submit("a");

    JsonNode history =
        until(
            () -> desk.get(SHOP + "/history"),
            each -> !each.get("stages").isEmpty() && !each.at("/stages/0/waiting").isEmpty());

    assertThat(history.get("stepSeconds").asInt()).isEqualTo(5);
    assertThat(texts(history.get("stages"), "/stage")).containsExactly("check", "ship");
    int steps = history.at("/stages/0/waiting").size();
    for (JsonNode stage : history.get("stages")) {
      for (String each : List.of("in", "out", "failed", "waiting", "pending", "delayed", "dead")) {
        assertThat(stage.get(each)).as(each).hasSize(steps);
      }
    }
  }

  @Test
  void streamsEachLook() throws Exception {
    Events events = Events.of(desk.answer(EVENTS));
    assertThat(Events.data(events.next("status")).has("pipelines")).isTrue();
    desk.submit("a");

    JsonNode told = Events.data(events.next("status"));
    while (told.get("pipelines").isEmpty()
        || check(told.get("pipelines").get(0)).get("backlog").asLong() != 1) {
      told = Events.data(events.next("status"));
    }
    events.end();
    assertThat(events.ended()).isTrue();
  }

  @Test
  void tellsThatRedisIsAwayAndThatItIsBack(RedisSpace space) throws Exception {
    try (TcpProxy proxy = TcpProxy.to(space.server())) {
      RedisConfig redis = RedisConfig.of(proxy.uri()).withNamespace(space.namespace());
      desk.serve(redis, Authenticator.NONE, List.of(Shop.pipeline()));
      Events events = Events.of(desk.answer(EVENTS));
      events.next("status");
      proxy.refuse();
      proxy.cut();

      JsonNode outage = Events.data(events.next("outage"));
      assertThat(outage.get("error").asText()).isNotEmpty();
      assertThat(outage.has("since")).isTrue();
      assertThat(desk.whole(Request.of("GET", "/v1/status")).status()).isEqualTo(503);
      assertThat(desk.whole(Request.of("GET", SHOP + "/status")).status()).isEqualTo(503);
      proxy.accept();
      events.next("status");
      until(() -> desk.whole(Request.of("GET", "/v1/status")).status(), each -> each == 200);
      events.end();
    }
  }

  @Test
  void hidesPipelinesThatTheCallerMayNotKnowOf() throws Exception {
    desk.post(SHOP + "/pause", "");
    desk.serve(request -> STRANGER);

    assertThat(desk.get("/v1/status").get("pipelines")).isEmpty();
    assertThat(desk.get("/v1/pipelines").get("pipelines")).isEmpty();
    assertThat(desk.get("/v1/audit").get("entries")).isEmpty();
    assertThat(desk.get("/v1/operations").get("operations")).isEmpty();
    for (String hidden : List.of("", "/status", "/history", "/workers", "/jobs/a", "/schedules")) {
      assertThat(desk.whole(Request.of("GET", SHOP + hidden)).status()).as(hidden).isEqualTo(404);
    }
    Events events = Events.of(desk.answer(EVENTS));
    assertThat(Events.data(events.next("status")).get("pipelines")).isEmpty();
    events.end();
  }
}
