package io.streamweir.cli.demo;

import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.pipeline.StageContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pipeline to look at: a shop whose stage {@code charge} is slower than the others, and where
 * some orders come to no good end.
 */
final class Shop {
  static final String NAME = "shop";

  private static final long CHARGE_MILLIS = 250;
  private static final long PICK_MILLIS = 15;
  private static final int REFUSED_EACH = 97;
  private static final int TIMED_OUT_EACH = 61;
  private static final int EMPTY_EACH = 211;

  private Shop() {}

  record Item(String article, int count) {}

  /** The number says what becomes of it: the demo numbers its orders one by one. */
  record Order(
      long number, String customer, String country, long cents, List<Item> items, Instant placed) {}

  record Payment(long number, String reference, List<Item> items) {}

  record Pick(long number, Item item) {}

  record Parcel(String article, int count) {}

  record Shipment(long number, int parcels, String carrier) {}

  /** Thrown where the bank does not answer. */
  static final class BankTimeoutException extends RuntimeException {
    BankTimeoutException(String message) {
      super(message);
    }
  }

  static Pipeline<Order> pipeline() {
    return Pipeline.named(NAME)
        .accepts(Order.class)
        .stage("check", Order.class, Shop::check)
        .stage(
            "charge",
            Payment.class,
            Shop::charge,
            stage ->
                stage
                    .withConcurrency(2)
                    .withFailure(FailurePolicy.attempts(2, Backoff.fixed(Duration.ofSeconds(5)))))
        .split("pack", Pick.class, Shop::pack)
        .stage(
            "pick",
            Parcel.class,
            Shop::pick,
            stage -> stage.withConcurrency(2).withFailure(FailurePolicy.never()))
        .gather("ship", Payment.class, Shipment.class, Shop::ship)
        .schedule(
            Schedule.cron("stocktaking", "0 3 * * *", ZoneId.of("Europe/Berlin"), sample(0, 3)))
        .schedule(Schedule.every("trial-order", Duration.ofSeconds(45), sample(0, 2)))
        .build();
  }

  /** An order of so many articles. */
  static Order sample(long number, int articles) {
    List<Item> items =
        java.util.stream.IntStream.rangeClosed(1, articles)
            .mapToObj(each -> new Item("A-" + (1000 + 7 * each % 900), 1 + each % 3))
            .toList();
    return new Order(
        number,
        "customer-" + number % 400,
        number % REFUSED_EACH == 1 ? "??" : List.of("SE", "DE", "JP", "BR").get((int) (number % 4)),
        1_990 + 37 * (number % 500),
        items,
        Instant.EPOCH.plusSeconds(1_700_000_000 + number));
  }

  private static Outcome<Order> check(Order order, StageContext context) {
    return order.country().equals("??")
        ? Outcome.reject("no country of that name: " + order.country())
        : Outcome.forward(order);
  }

  private static Outcome<Payment> charge(Order order, StageContext context)
      throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(CHARGE_MILLIS);
    if (order.number() % TIMED_OUT_EACH == 3) {
      throw new BankTimeoutException("no answer from the bank within 5,000 ms");
    }
    return Outcome.forward(new Payment(order.number(), context.idempotencyKey(), order.items()));
  }

  private static Parts<Pick> pack(Payment payment, StageContext context) {
    return Parts.of(
        payment.items().stream().map(item -> new Pick(payment.number(), item)).toList());
  }

  private static Outcome<Parcel> pick(Pick pick, StageContext context) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(PICK_MILLIS);
    if (pick.number() % EMPTY_EACH == 5) {
      throw new IllegalStateException("shelf of " + pick.item().article() + " is empty");
    }
    return Outcome.forward(new Parcel(pick.item().article(), pick.item().count()));
  }

  private static Outcome<Shipment> ship(
      Payment payment, Gathered<Parcel> parcels, StageContext context) {
    int count = 0;
    for (Parcel parcel : parcels) {
      count += parcel.count();
    }
    return Outcome.finish(new Shipment(payment.number(), count, "post"));
  }
}
