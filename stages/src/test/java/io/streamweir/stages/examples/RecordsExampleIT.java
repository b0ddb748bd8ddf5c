package io.streamweir.stages.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.payload.SchemaName;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.RecordsExample.Booked;
import io.streamweir.stages.examples.RecordsExample.Booking;
import io.streamweir.stages.examples.RecordsExample.Card;
import io.streamweir.stages.examples.RecordsExample.Guest;
import io.streamweir.stages.examples.RecordsExample.Room;
import io.streamweir.stages.examples.RecordsExample.Transfer;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@WithRedis
class RecordsExampleIT {

  private static final String NAMES = "io.streamweir.stages.examples.RecordsExample";

  @SchemaName(NAMES + ".Guest")
  record FirstGuest(String name) {}

  /** What version 1 of a producer submits. */
  @SchemaName(NAMES + ".Booking")
  record FirstBooking(
      String number,
      Room room,
      List<FirstGuest> guests,
      Optional<String> wish,
      Instant arrival,
      @io.streamweir.payload.Decimal(precision = 9, scale = 2) BigDecimal price,
      Card payment) {}

  @SchemaName("io.streamweir.stages.examples.Order")
  record OrderRecord(String number, long cents) {}

  @SchemaName("io.streamweir.stages.examples.Payment")
  record PaymentRecord(String number, long cents, String reference) {}

  @SchemaName("io.streamweir.stages.examples.Confirmation")
  record ConfirmationRecord(String text) {}

  @Test
  void carriesRecordsThroughAPipeline(RedisSpace space) throws Exception {
    try (RedisLink link = link(space);
        Worker worker = Worker.start(link, RecordsExample.bookings());
        JobClient<Booking> jobs = JobClient.connect(link, RecordsExample.bookings())) {
      List<Guest> two = List.of(new Guest("Ada", 36), new Guest("Bob", 4));
      Result good = jobs.awaitResult(jobs.submit(booking(two)), Patience.PATIENCE);
      assertThat(good.value(Booked.class)).isEqualTo(new Booked("B-1", 2));

      List<Guest> three = List.of(two.get(0), two.get(0), two.get(1));
      Result bad = jobs.awaitResult(jobs.submit(booking(three)), Patience.PATIENCE);
      assertThat(bad).isInstanceOf(Result.Failed.class);
    }
  }

  @Test
  void readsWhatAnOlderVersionSubmits(RedisSpace space) throws Exception {
    try (RedisLink link = link(space);
        Worker worker = Worker.start(link, RecordsExample.bookings());
        JobClient<FirstBooking> jobs = JobClient.connect(link, "bookings", FirstBooking.class)) {
      FirstBooking booking =
          new FirstBooking(
              "B-0",
              Room.SINGLE,
              List.of(new FirstGuest("Ada")),
              Optional.empty(),
              Instant.EPOCH,
              new BigDecimal("1.00"),
              new Card("c"));
      Result result = jobs.awaitResult(jobs.submit(booking), Patience.PATIENCE);
      assertThat(result.value(Booked.class)).isEqualTo(new Booked("B-0", 1));
    }
  }

  /** Two workers of one pipeline: each takes what the other one hands on. */
  @Test
  void worksBesideAProgramThatHasGeneratedClasses(RedisSpace space) throws Exception {
    try (RedisLink link = link(space);
        Worker generated = Worker.start(link, generated());
        Worker records = Worker.start(link, records());
        JobClient<Order> theirs = JobClient.connect(link, generated());
        JobClient<OrderRecord> ours = JobClient.connect(link, records())) {
      Set<String> by = new TreeSet<>();
      for (int round = 0; round < 200 && by.size() < 4; round++) {
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          receipts.add(
              i % 2 == 0
                  ? theirs.submit(new Order("o", 5L))
                  : ours.submit(new OrderRecord("o", 5L)));
        }
        for (Receipt receipt : receipts) {
          by.add(
              theirs.awaitResult(receipt, Patience.PATIENCE).value(Confirmation.class).getText());
          by.add(
              ours.awaitResult(receipt, Patience.PATIENCE).value(ConfirmationRecord.class).text());
        }
      }
      assertThat(by).containsOnly("class class", "class record", "record class", "record record");
    }
  }

  private static Pipeline<Order> generated() {
    return Pipeline.named("mixed")
        .accepts(Order.class)
        .stage(
            "charge",
            Payment.class,
            (order, context) ->
                Outcome.forward(new Payment(order.getNumber(), order.getCents(), "class")))
        .stage(
            "confirm",
            Confirmation.class,
            (payment, context) ->
                Outcome.finish(new Confirmation(payment.getReference() + " class")))
        .build();
  }

  private static Pipeline<OrderRecord> records() {
    return Pipeline.named("mixed")
        .accepts(OrderRecord.class)
        .stage(
            "charge",
            PaymentRecord.class,
            (order, context) ->
                Outcome.forward(new PaymentRecord(order.number(), order.cents(), "record")))
        .stage(
            "confirm",
            ConfirmationRecord.class,
            (payment, context) ->
                Outcome.finish(new ConfirmationRecord(payment.reference() + " record")))
        .build();
  }

  private static Booking booking(List<Guest> guests) {
    return new Booking(
        "B-1",
        Room.DOUBLE,
        guests,
        Optional.of("sea view"),
        Instant.parse("2026-07-01T15:00:00Z"),
        new BigDecimal("199.90"),
        new Transfer("DE00"));
  }

  private static RedisLink link(RedisSpace space) {
    return RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
  }
}
