package io.streamweir.http.status;

import static io.streamweir.http.Desk.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class PipelineRoutesIT {
  private static final String SHOP = "/v1/pipelines/shop";

  private Desk desk;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  @Test
  void showsWhatAPipelineIsMadeOf() {
    JsonNode list = desk.get("/v1/pipelines").get("pipelines");
    assertThat(texts(list, "/pipeline")).containsExactly("shop");
    assertThat(list.get(0).get("defined").asBoolean()).isTrue();

    JsonNode shop = desk.get(SHOP);
    assertThat(shop.get("partitions").asInt()).isEqualTo(2);
    assertThat(texts(shop.get("stages"), "/stage")).containsExactly("check", "ship");
    assertThat(texts(shop.at("/stages/0/targets"), "")).containsExactly("ship");
    assertThat(shop.at("/stages/0/maxBacklog").asLong()).isEqualTo(5_000);
    assertThat(shop.get("input").asText()).isEqualTo("io.streamweir.http.Shop.Order");
    assertThat(texts(shop.get("schemas"), "/type")).contains("io.streamweir.http.Shop.Order");
  }

  @Test
  void describesTheInputOfItsJobs() {
    Answer.Whole answer = desk.whole(Request.of("GET", SHOP + "/input-schema"));

    assertThat(answer.headers().first("Content-Type")).contains("application/schema+json");
    JsonNode schema = Json.parse(answer.text());
    String order = schema.get("$ref").asText().replace("#/$defs/", "");
    JsonNode properties = schema.get("$defs").get(order).get("properties");
    assertThat(properties.at("/cents/type").asText()).isEqualTo("integer");
    assertThat(properties.at("/currency/default").asText()).isEqualTo("EUR");
    assertThat(texts(schema.get("$defs").get(order).get("required"), ""))
        .containsExactlyInAnyOrder("number", "cents");
  }

  @Test
  void sendsADefinitionOnlyOnce() {
    Answer.Whole first = desk.whole(Request.of("GET", SHOP));
    String tag = first.headers().first("ETag").orElseThrow();

    Answer.Whole again = desk.whole(Request.of("GET", SHOP).withHeader("If-None-Match", tag));

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void findsPipelinesWhoseCodeItDoesNotHave() {
    desk.submit("a");
    desk.serve(desk.link.config(), Authenticator.NONE, List.of());
    assertThat(desk.get("/v1/pipelines").get("pipelines")).isEmpty();

    JsonNode found = desk.get("/v1/pipelines?search");

    assertThat(found.get("complete").asBoolean()).isTrue();
    assertThat(texts(found.get("pipelines"), "/pipeline")).containsExactly("shop");
    assertThat(found.at("/pipelines/0/defined").asBoolean()).isFalse();
    JsonNode shop = desk.get(SHOP);
    assertThat(texts(shop.get("stages"), "/stage")).containsExactly("check", "ship");
    assertThat(shop.has("schemas")).isFalse();
    assertThat(desk.get(SHOP + "/status").at("/stages/0/backlog").asLong()).isEqualTo(1);
    Answer.Whole letters = desk.whole(Request.of("GET", SHOP + "/dead/groups"));
    assertThat(letters.status()).isEqualTo(404);
    assertThat(letters.text()).contains("does not have the code");
  }

  @Test
  void saysThatThereIsNoSuchPipeline() {
    Answer.Whole answer = desk.whole(Request.of("GET", "/v1/pipelines/shoop"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("shoop");
  }
}
