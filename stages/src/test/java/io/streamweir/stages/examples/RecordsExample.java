package io.streamweir.stages.examples;

import io.streamweir.payload.Alias;
import io.streamweir.payload.Decimal;
import io.streamweir.payload.Default;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records as payloads; the guide shows what stands between the two marks. */
final class RecordsExample {
  private RecordsExample() {}

  // guide begin
  enum Room {
    SINGLE,
    DOUBLE
  }

  record Guest(String name, @Default("18") int age) {} // age came with version 2

  sealed interface Means permits Card, Transfer {}

  record Card(String token) implements Means {}

  record Transfer(String iban) implements Means {}

  record Booking(
      String number,
      Room room,
      List<Guest> guests,
      Optional<String> wish,
      Instant arrival,
      @Decimal(precision = 9, scale = 2) BigDecimal price,
      @Alias("payment") Means paidBy) {} // version 1 called it payment

  record Booked(String number, int beds) {}

  static Pipeline<Booking> bookings() {
    return Pipeline.named("bookings")
        .accepts(Booking.class)
        .stage(
            "book",
            Booked.class,
            (booking, context) ->
                booking.guests().size() > 2
                    ? Outcome.reject("too many guests")
                    : Outcome.finish(new Booked(booking.number(), booking.guests().size())))
        .build();
  }
  // guide end
}
