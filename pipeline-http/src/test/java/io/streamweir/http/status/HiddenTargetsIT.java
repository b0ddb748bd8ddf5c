package io.streamweir.http.status;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.JobClient;
import io.streamweir.http.Desk;
import io.streamweir.http.Events;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.Visitor;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers hear of the pipelines to which another one submits jobs. */
@WithRedis
class HiddenTargetsIT {
  private static final String ORDERS = "/v1/pipelines/orders";
  private static final Pipeline<Order> BILLING =
      Pipeline.named("billing")
          .accepts(Order.class)
          .stage("bill", Order.class, (order, context) -> Outcome.drop())
          .build();
  private static final Pipeline<Order> FROM =
      Pipeline.named("orders")
          .accepts(Order.class)
          .stage(
              "price",
              Order.class,
              (order, context) -> Outcome.<Order>drop().submitting("billing", order),
              config -> config.withSubmitting(ChainTarget.of("billing", Order.class)))
          .build();

  private static final Pipeline<Order> SALES =
      Pipeline.named("sales")
          .accepts(Order.class)
          .stage(
              "book",
              Order.class,
              (order, context) -> Outcome.drop(),
              config -> config.withSubmitting(ChainTarget.of("ledger", Order.class)))
          .build();

  private Desk desk;
  private Caller caller = Caller.LOCAL;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
    desk.serve(desk.link.config(), request -> caller, List.of(FROM, BILLING));
    JobClient.connect(desk.link, BILLING).close();
    JobClient.connect(desk.link, FROM).close();
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
  }

  private JsonNode told() throws Exception {
    Events events = Events.of(desk.answer(Request.of("GET", "/v1/status/events?pipeline=orders")));
    JsonNode told = Events.data(events.next("status"));
    events.end();
    return told.at("/pipelines/0/outboxes");
  }

  @Test
  void areNamedToWhomeverMayKnowOfThem() throws Exception {
    until(() -> told(), outboxes -> outboxes.size() == 1);

    assertThat(texts(desk.get(ORDERS + "/status").get("outboxes"), "/target"))
        .containsExactly("billing");
    assertThat(texts(desk.get("/v1/status?pipeline=orders").at("/pipelines/0/outboxes"), "/target"))
        .containsExactly("billing");
    assertThat(texts(desk.get(ORDERS).get("submitsTo"), "")).containsExactly("billing");
    assertThat(texts(desk.get(ORDERS).at("/stages/0/submitsTo"), "")).containsExactly("billing");
  }

  /** The doctor tells that nobody has ever worked on the target. */
  @Test
  void areNamedInFindingsOnlyForThoseWhoMayKnowOfThem() {
    desk.serve(desk.link.config(), request -> caller, List.of(SALES));
    JobClient.connect(desk.link, SALES).close();

    assertThat(desk.get("/v1/pipelines/sales/doctor").toString()).contains("ledger");
    caller = new Visitor(Role.READ, "sales");
    assertThat(desk.get("/v1/pipelines/sales/doctor").toString())
        .contains("findings")
        .doesNotContain("ledger");
  }

  @Test
  void areHiddenFromOthers() throws Exception {
    until(() -> told(), outboxes -> outboxes.size() == 1);
    caller = new Visitor(Role.READ, "orders");

    assertThat(told()).isEmpty();
    assertThat(desk.get(ORDERS + "/status").get("outboxes")).isEmpty();
    assertThat(desk.get("/v1/status").at("/pipelines/0/outboxes")).isEmpty();
    assertThat(desk.get(ORDERS).get("submitsTo")).isEmpty();
    assertThat(desk.get(ORDERS).at("/stages/0/submitsTo")).isEmpty();
    caller = Caller.LOCAL;
    assertThat(told()).hasSize(1);
  }
}
