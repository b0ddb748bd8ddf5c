package io.streamweir.http.status;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.core.Request;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class StateRoutesIT {
  private static final String SHOP = "/v1/pipelines/shop/";

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
  void listsNothingWhereThereIsNothing() {
    desk.submit("a");

    for (String what : List.of("windows", "taps", "readers", "workers")) {
      JsonNode list = desk.get(SHOP + what).get(what);
      assertThat(list.isArray()).as(what).isTrue();
      assertThat(list).as(what).isEmpty();
    }
  }

  @Test
  void showsWorkersWithTheirLanes() {
    desk.work();

    JsonNode workers =
        until(
            () -> desk.get(SHOP + "workers").get("workers"),
            each -> !each.isEmpty() && each.get(0).get("lanes").size() >= 4);

    assertThat(workers).hasSize(1);
    assertThat(texts(workers.get(0).get("lanes"), "/stage")).contains("check", "ship");
  }

  @Test
  void findsThatNobodyWorks() {
    desk.submit("a");

    JsonNode doctor = desk.get(SHOP + "doctor");

    assertThat(doctor.get("healthy").asBoolean()).isFalse();
    assertThat(texts(doctor.get("findings"), "/level")).contains("wrong");
    assertThat(desk.whole(Request.of("GET", SHOP + "doctor?leaseSeconds=0")).status())
        .isEqualTo(400);
  }
}
