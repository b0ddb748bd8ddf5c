package io.streamweir.http.console;

import io.streamweir.payload.Decimal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An order as tests submit it, with a component of most kinds. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares orders
record Order(
    String number,
    long cents,
    @Decimal(precision = 9, scale = 2) BigDecimal weight,
    Way way,
    Optional<Instant> due,
    boolean express,
    Address address,
    List<String> goods,
    byte[] seal) {

  /** How it is sent. */
  enum Way {
    POST,
    COURIER
  }

  /** Where it goes. */
  record Address(String city, String country) {}

  static Order of(String number) {
    return new Order(
        number,
        1999,
        new BigDecimal("12.50"),
        Way.COURIER,
        Optional.of(Instant.parse("2026-01-31T12:00:00Z")),
        true,
        new Address("Malmö", "SE"),
        List.of("chair", "lamp"),
        new byte[] {(byte) 0xca, (byte) 0xfe});
  }

  Order withCents(long other) {
    return new Order(number, other, weight, way, due, express, address, goods, seal);
  }
}
