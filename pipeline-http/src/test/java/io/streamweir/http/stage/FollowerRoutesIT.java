package io.streamweir.http.stage;

import static io.streamweir.http.Desk.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.ResultLog;
import io.streamweir.http.Desk;
import io.streamweir.http.Shop;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Request;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Tap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class FollowerRoutesIT {
  private static final Pipeline<Order> LOGGED =
      Pipeline.named("logged")
          .accepts(Order.class)
          .keepResults(Duration.ofHours(1))
          .stage("check", Order.class, (order, context) -> Outcome.finish(order))
          .build();

  private Desk desk;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
    desk.serve(desk.link.config(), Authenticator.NONE, List.of(Shop.pipeline(), LOGGED));
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private int delete(String path) {
    return desk.whole(Request.of("DELETE", "/v1/pipelines/" + path)).status();
  }

  @Test
  void forgetsATap() {
    Tap.start(desk.link, Shop.pipeline(), "check", Order.class, "watcher", (order, entry) -> {})
        .close();
    assertThat(texts(desk.get("/v1/pipelines/shop/taps").get("taps"), "/tap")).contains("watcher");

    assertThat(delete("shop/stages/check/taps/watcher")).isEqualTo(204);

    assertThat(desk.get("/v1/pipelines/shop/taps").get("taps")).isEmpty();
    assertThat(delete("shop/stages/check/taps/watcher")).isEqualTo(404);
    assertThat(delete("shop/stages/none/taps/watcher")).isEqualTo(404);
    assertThat(delete("shop/stages/check/taps/A%20B")).isEqualTo(400);
    assertThat(texts(desk.get("/v1/audit").get("entries"), "/action"))
        .containsExactly("tap-remove");
  }

  @Test
  void forgetsAReader() {
    ResultLog.open(desk.link, LOGGED).follow("mails", end -> {}).close();
    assertThat(texts(desk.get("/v1/pipelines/logged/readers").get("readers"), "/reader"))
        .contains("mails");

    assertThat(delete("logged/readers/mails")).isEqualTo(204);

    assertThat(desk.get("/v1/pipelines/logged/readers").get("readers")).isEmpty();
    assertThat(delete("logged/readers/mails")).isEqualTo(404);
    assertThat(delete("shop/readers/mails")).isEqualTo(404);
  }
}
