package io.streamweir.http.status;

import static io.streamweir.http.Desk.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.client.JobClient;
import io.streamweir.http.Desk;
import io.streamweir.http.Events;
import io.streamweir.http.Shop.Order;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Request;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stage that rests, as the API tells of it. Each answer is compared with the description. */
@WithRedis
class BreakersIT {
  private static final BreakerConfig BREAKER =
      BreakerConfig.defaults().withWindow(2).withRest(Backoff.fixed(Duration.ofHours(1)));

  private static final Pipeline<Order> BANK =
      Pipeline.named("bank")
          .accepts(Order.class)
          .stage(
              "charge",
              Order.class,
              (order, context) -> failed(),
              stage -> stage.withBreaker(BREAKER))
          .build();

  private static Outcome<Order> failed() {
    throw new IllegalStateException("the bank is away");
  }

  @Test
  void areToldInTheStatusAndItsStream(RedisSpace space) throws Exception {
    try (Desk desk = new Desk(space);
        JobClient<Order> jobs = JobClient.connect(desk.link, BANK);
        Worker worker = Worker.start(desk.link, BANK)) {
      assertThat(worker).isNotNull();
      desk.serve(desk.link.config(), Authenticator.NONE, List.of(BANK));
      for (int i = 0; i < 40; i++) {
        jobs.submit(new Order("o" + i, 5, "EUR"));
      }

      JsonNode told =
          until(() -> desk.get("/v1/pipelines/bank/status").get("breakers"), all -> !all.isEmpty());

      assertThat(told.at("/0/stage").asText()).isEqualTo("charge");
      assertThat(told.at("/0/lastFailure").asText()).contains("the bank is away");
      assertThat(desk.get("/v1/status").at("/pipelines/0/breakers/0/stage").asText())
          .isEqualTo("charge");
      Events events = Events.of(desk.answer(Request.of("GET", "/v1/status/events")));
      until(
          () -> Events.data(events.next("status")).at("/pipelines/0/breakers"),
          breakers -> !breakers.isEmpty());
      events.end();
    }
  }
}
