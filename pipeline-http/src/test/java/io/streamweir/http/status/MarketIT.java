package io.streamweir.http.status;

import static io.streamweir.http.Desk.texts;
import static io.streamweir.http.Desk.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.Desk;
import io.streamweir.http.Events;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Request;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pipeline that has about all that one can have, as routes show it. */
@WithRedis
class MarketIT {
  private static final String MARKET = "/v1/pipelines/market";
  private static final RateLimit RATE = RateLimit.of(1_000, Duration.ofSeconds(1));

  private final CountDownLatch let = new CountDownLatch(1);
  private Desk desk;
  private Worker worker;

  @BeforeEach
  void open(RedisSpace space) {
    desk = new Desk(space);
    Pipeline<Order> market = market();
    desk.serve(desk.link.config(), Authenticator.NONE, List.of(market));
    worker = Worker.start(desk.link, market);
  }

  @AfterEach
  void close() throws Exception {
    let.countDown();
    worker.close();
    desk.close();
  }

  private Pipeline<Order> market() {
    return Pipeline.named("market")
        .accepts(Order.class)
        .keepResults(Duration.ofHours(1))
        .keyedBy(Order::number)
        .split(
            "open",
            Order.class,
            (order, context) -> Parts.of(Stream.of(order, new Order("held", 1, "EUR"))))
        .stage(
            "weigh",
            Order.class,
            this::weigh,
            stage ->
                stage
                    .withConcurrency(2)
                    .withMaxRunningPerKey(2)
                    .withRatePerKey(RATE)
                    .withBreaker(BreakerConfig.defaults())
                    .withHandlerTimeout(Duration.ofMinutes(5)))
        .gather(
            "pack",
            Order.class,
            Order.class,
            (order, parts, context) -> Outcome.finish(order),
            stage -> stage.withRateLimit(RATE).withMaxRunning(5))
        .branch("sum", WindowSummary.class, Order.class, (summary, context) -> Outcome.drop())
        .window(Window.tumbling("traffic", Duration.ofMinutes(1), "sum"))
        .build();
  }

  private Outcome<Order> weigh(Order order, StageContext context) throws InterruptedException {
    if (order.number().equals("held")) {
      context.progress(0.5, "half");
      let.await();
    }
    return Outcome.forward(order);
  }

  private String submit() {
    String body =
        "{\"input\":{\"number\":\"n\",\"cents\":5},\"options\":{\"key\":\"n\","
            + "\"headers\":{\"from\":\"a test\"},\"dedupe\":{\"key\":\"k\",\"within\":\"PT1H\"}}}";
    return desk.post(MARKET + "/jobs", body).get("job").asText();
  }

  @Test
  void isShownWithAllThatItHas() {
    JsonNode market = desk.get(MARKET);

    assertThat(texts(market.get("windows"), "/window")).containsExactly("traffic");
    JsonNode weigh = market.at("/stages/1");
    assertThat(weigh.at("/rateLimitPerKey/permits").asInt()).isEqualTo(1_000);
    assertThat(weigh.get("handlerTimeoutSeconds").asInt()).isEqualTo(300);
    assertThat(weigh.get("breaker").asBoolean()).isTrue();
    assertThat(market.at("/stages/2/rateLimit/burst").isNumber()).isTrue();
    assertThat(market.at("/stages/2/maxRunning").asInt()).isEqualTo(5);
    assertThat(market.at("/stages/0/splits").asBoolean()).isTrue();
    assertThat(market.at("/stages/2/gathers").asBoolean()).isTrue();
  }

  @Test
  void tellsOfAJobThatIsUnderWay() throws Exception {
    String job = submit();
    JsonNode open =
        until(
            () -> desk.get(MARKET + "/jobs/" + job),
            each ->
                each.at("/splits/0/done").asInt() == 1
                    && each.at("/progress/0/note").asText().equals("half"));
    assertThat(open.at("/splits/0/total").asInt()).isEqualTo(2);

    JsonNode status =
        until(
            () -> desk.get(MARKET + "/status"), each -> each.at("/stages/1/pending").asInt() == 1);
    assertThat(texts(status.get("lanes"), "/stage")).contains("open", "weigh", "pack");
    assertThat(texts(desk.get(MARKET + "/windows").get("windows"), "/window"))
        .containsExactly("traffic");
    assertThat(desk.get(MARKET + "/workers").get("workers")).hasSize(1);
    JsonNode entry = desk.get(MARKET + "/stages/weigh/pending").at("/entries/0");
    assertThat(entry.at("/headers/from").asText()).isEqualTo("a test");
    assertThat(entry.at("/holder/alive").asBoolean()).isTrue();
    assertThat(entry.get("partition").asText()).isEqualTo("0");
    assertThat(texts(desk.get(MARKET + "/workers").get("keyed"), "/stage")).contains("weigh");

    Events events = Events.of(desk.answer(Request.of("GET", MARKET + "/jobs/" + job + "/events")));
    events.next("open");
    let.countDown();
    JsonNode end = Events.data(events.next("end"));
    assertThat(end.at("/value/number").asText()).isEqualTo("n");
    assertThat(end.get("stage").asText()).isEqualTo("pack");
  }

  @Test
  void tellsOfEachPriority() {
    Pipeline<Order> queue =
        Pipeline.named("queue")
            .accepts(Order.class)
            .priorities()
            .stage("take", Order.class, (order, context) -> Outcome.finish(order))
            .build();
    desk.serve(desk.link.config(), Authenticator.NONE, List.of(queue));
    String body = "{\"input\":{\"number\":\"n\",\"cents\":5},\"options\":{\"priority\":\"high\"}}";
    desk.post("/v1/pipelines/queue/jobs", body);

    JsonNode status =
        until(
            () -> desk.get("/v1/pipelines/queue/status"),
            each -> each.at("/stages/0/priorities/high/backlog").asInt() == 1);
    assertThat(status.at("/stages/0/priorities/low/backlog").asInt()).isZero();
    JsonNode entry = desk.get("/v1/pipelines/queue/stages/take/waiting").at("/entries/0");
    assertThat(entry.get("partition").asText()).isEqualTo("0/high");
    JsonNode facts = desk.get("/v1/pipelines/queue");
    assertThat(texts(facts.get("priorities"), "")).contains("high", "normal", "low");
  }
}
