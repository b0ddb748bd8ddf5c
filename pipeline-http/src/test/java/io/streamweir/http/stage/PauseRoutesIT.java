package io.streamweir.http.stage;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.Shop;
import io.streamweir.inspect.Pauses;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithRedis
class PauseRoutesIT {
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
  void pausesAStageAndThePipelineAndWritesWhoDidIt() {
    JsonNode stage =
        desk.post(SHOP + "/stages/ship/pause", "{\"forSeconds\":600,\"reason\":\"no van\"}");
    JsonNode whole = desk.post(SHOP + "/pause", "{\"refuseSubmits\":true}");

    assertThat(stage.get("stage").asText()).isEqualTo("ship");
    assertThat(stage.get("by").asText()).isEqualTo("local");
    assertThat(stage.get("until").isNull()).isFalse();
    assertThat(whole.get("stage").isNull()).isTrue();
    assertThat(whole.get("refusesSubmits").asBoolean()).isTrue();
    assertThat(new Pauses(desk.link, Shop.pipeline()).list()).hasSize(2);
    assertThat(desk.post(SHOP + "/pause", "").get("already").asBoolean()).isTrue();

    JsonNode resumed = desk.post(SHOP + "/resume", "");
    assertThat(resumed.get("resumed").asBoolean()).isTrue();
    assertThat(texts(resumed.get("stillPaused"), "/stage")).containsExactly("ship");
    assertThat(desk.post(SHOP + "/stages/ship/resume", "").get("stillPaused")).isEmpty();
    assertThat(desk.post(SHOP + "/resume", "").get("resumed").asBoolean()).isFalse();
    JsonNode audit = desk.get("/v1/audit").get("entries");
    assertThat(texts(audit, "/action"))
        .containsExactly("resume", "resume", "pause", "pause", "pause");
    assertThat(audit.get(4).get("detail").asText()).isEqualTo("no van");
    assertThat(audit.get(4).get("stage").asText()).isEqualTo("ship");
    assertThat(audit.get(4).get("by").asText()).isEqualTo("local");
    assertThat(texts(desk.get("/v1/audit?limit=2").get("entries"), "/action")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"forSeconds\":\"ten\"} | /forSeconds",
        "{\"forSeconds\":-1}      | /forSeconds",
        "{\"reason\":\"a\\nb\"}   | /reason",
        "{\"refuseSubmits\":1}    | /refuseSubmits",
        "{\"until\":\"never\"}    | /until",
        "[]                       | ''",
      })
  void pointsAtWhatIsWrong(String body, String pointer) {
    assertThat(wrong(desk.send("POST", SHOP + "/pause", body))).isEqualTo(pointer);
    assertThat(new Pauses(desk.link, Shop.pipeline()).list()).isEmpty();
  }
}
