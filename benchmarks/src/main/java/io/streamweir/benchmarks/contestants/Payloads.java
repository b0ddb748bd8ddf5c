package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import java.util.List;
import java.util.stream.IntStream;

/** A thousand payloads that clients submit in turn, made before the clock runs. */
final class Payloads {
  private static final int COUNT = 1_000;

  private Payloads() {}

  static byte[][] encoded() {
    Orders orders = new Orders();
    return IntStream.range(0, COUNT).mapToObj(orders::payload).toArray(byte[][]::new);
  }

  static List<Order> records() {
    return IntStream.range(0, COUNT).mapToObj(Orders::order).toList();
  }

  static byte[] of(byte[][] payloads, int n) {
    return payloads[n % COUNT];
  }

  static Order of(List<Order> records, int n) {
    return records.get(n % COUNT);
  }
}
