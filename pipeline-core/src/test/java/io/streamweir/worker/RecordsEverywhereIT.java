package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.JobClient;
import io.streamweir.client.Result;
import io.streamweir.client.Schedules;
import io.streamweir.payload.Alias;
import io.streamweir.payload.PayloadTypeException;
import io.streamweir.payload.SchemaName;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each place that takes a payload takes a record. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class RecordsEverywhereIT {
  @SchemaName("shop.Basket")
  record Basket(List<Item> items, Optional<String> note) {}

  record Item(String name, int count) {}

  record Priced(String name, long cents) {}

  record Bill(long cents) {}

  record Sent(String to, long cents) {}

  record Position(int row) {}

  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
  private RedisLink link;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }

  @AfterEach
  void close() {
    link.close();
  }

  private Pipeline<Basket> baskets() {
    return Pipeline.named("baskets")
        .accepts(Basket.class)
        .split("items", Item.class, (basket, context) -> Parts.of(basket.items()))
        .stage(
            "price",
            Priced.class,
            this::price,
            stage ->
                stage.withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(1)))))
        .gather(
            "bill",
            Basket.class,
            Bill.class,
            this::bill,
            stage -> stage.withRoute("send", Sent.class))
        .batchBranch(
            "send",
            Sent.class,
            Sent.class,
            batch -> batch.stream().map(each -> Outcome.<Sent>finish(each.input())).toList(),
            stage -> stage.withBatch(10, Duration.ofMillis(5)))
        .schedule(Schedule.every("hourly", Duration.ofHours(1), basket("scheduled")))
        .build();
  }

  private Outcome<Priced> price(Item item, StageContext context) {
    Optional<Position> last = context.lastCheckpoint(Position.class);
    if (last.isEmpty()) {
      context.checkpoint(new Position(item.count()));
      throw new IllegalStateException("once");
    }
    return Outcome.forward(new Priced(item.name(), 100L * last.get().row()));
  }

  private Outcome<Bill> bill(Basket basket, Gathered<Priced> parts, StageContext context) {
    long sum = 0;
    for (Priced part : parts) {
      sum += part.cents();
    }
    return Outcome.route("send", new Sent(basket.note().orElse("nobody"), sum));
  }

  private static Basket basket(String note) {
    return new Basket(List.of(new Item("a", 2), new Item("b", 3)), Optional.of(note));
  }

  @Test
  void goesThroughSplitGatherRouteBatchCheckpointScheduleAndTap() throws Exception {
    try (Worker worker = Worker.start(link, baskets());
        Tap tap =
            Tap.start(
                link, baskets(), "send", Sent.class, "audit", (sent, context) -> seen.add(sent));
        JobClient<Basket> jobs = JobClient.connect(link, baskets())) {
      Result result = jobs.awaitResult(jobs.submit(basket("x")), Patience.PATIENCE);
      assertThat(result.value(Sent.class)).isEqualTo(new Sent("x", 500));
      assertThat(seen.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(new Sent("x", 500));

      Schedules.open(link, baskets()).runNow("hourly");
      assertThat(seen.poll(Patience.SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Sent("scheduled", 500));
    }
  }

  @Test
  void isSubmittedToAnotherPipeline() throws Exception {
    Pipeline<Bill> bills =
        Pipeline.named("bills")
            .accepts(Bill.class)
            .stage(
                "back",
                Bill.class,
                (bill, context) -> Outcome.<Bill>finish().submitting("baskets", basket("chained")),
                stage -> stage.withSubmitting(ChainTarget.of("baskets", Basket.class)))
            .build();
    try (Worker target = Worker.start(link, baskets());
        Worker source = Worker.start(link, bills);
        Tap tap =
            Tap.start(
                link, baskets(), "send", Sent.class, "audit", (sent, context) -> seen.add(sent));
        JobClient<Bill> jobs = JobClient.connect(link, bills)) {
      jobs.submit(new Bill(1));
      assertThat(seen.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(new Sent("chained", 500));
    }
  }

  @SchemaName("shop.Cart")
  record Cart(List<Item> items) {}

  @SchemaName("shop.Order")
  @Alias("shop.Cart")
  record Order(@Alias("items") List<Item> lines) {}

  @SchemaName("shop.Trolley")
  record Trolley(List<Item> items) {}

  @Test
  void isSubmittedUnderItsOldName() throws Exception {
    Pipeline<Order> orders =
        Pipeline.named("orders")
            .accepts(Order.class)
            .stage(
                "count",
                Bill.class,
                (order, context) -> Outcome.finish(new Bill(order.lines().size())))
            .build();
    try (Worker worker = Worker.start(link, orders);
        JobClient<Cart> jobs = JobClient.connect(link, "orders", Cart.class)) {
      Cart cart = new Cart(List.of(new Item("a", 1)));
      assertThat(jobs.awaitResult(jobs.submit(cart), Patience.PATIENCE).value(Bill.class))
          .isEqualTo(new Bill(1));
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> JobClient.connect(link, "orders", Trolley.class))
          .withMessageContaining("takes shop.Order and cannot read this program's shop.Trolley");
      assertThatExceptionOfType(PayloadTypeException.class)
          .isThrownBy(() -> JobClient.connect(link, "orders", String.class))
          .withMessageContaining("put it into one");
    }
  }

  @Test
  void tellsAJobThatEndsWithWhatIsNoPayload() throws Exception {
    Pipeline<Bill> bills =
        Pipeline.named("texts")
            .accepts(Bill.class)
            .stage(
                "end",
                Bill.class,
                (bill, context) -> Outcome.finish("a text"),
                stage -> stage.withFailure(FailurePolicy.never()))
            .build();
    try (Worker worker = Worker.start(link, bills);
        JobClient<Bill> jobs = JobClient.connect(link, bills)) {
      Result result = jobs.awaitResult(jobs.submit(new Bill(1)), Patience.PATIENCE);
      assertThat(result).isInstanceOf(Result.Failed.class);
      assertThat(((Result.Failed) result).error()).contains("java.lang.String cannot be a payload");
    }
  }
}
