package io.streamweir.internal.settle;

import java.util.ArrayList;
import java.util.List;

/** Settlements that travel together, in order. Guarded by the settler that it belongs to. */
final class SettleBatch {
  private static final long BYTES_BESIDE_PAYLOAD = 200; // of an entry: ids, times, counters

  private final long number; // of its first settlement in the lane
  private final List<Held> held = new ArrayList<>();
  private final List<Settlement> settlements = new ArrayList<>();
  private long bytes;
  private int failures;
  private boolean uncertain;
  private boolean putAside;
  private volatile long sentAt;

  SettleBatch(long number) {
    this.number = number;
  }

  /** Its place among the batches of its lane: that of its first settlement. */
  long number() {
    return number;
  }

  /** The number of the batch that follows. */
  long next() {
    return number + held.size();
  }

  /** Takes both or none, also where there is no memory for the second. */
  void add(Held one, Settlement settlement) {
    held.add(one);
    try {
      settlements.add(settlement);
    } catch (Error e) {
      held.remove(held.size() - 1);
      throw e;
    }
    bytes += bytes(settlement);
  }

  private static long bytes(Settlement settlement) {
    return settlement.payloadBytes() + BYTES_BESIDE_PAYLOAD;
  }

  /** What it keeps in memory with this settlement, in bytes of payloads. */
  static long weight(Held held, Settlement settlement) {
    return held.entry().payload().length + settlement.payloadBytes();
  }

  long weight() {
    long weight = 0;
    for (int i = 0; i < held.size(); i++) {
      weight += weight(held.get(i), settlements.get(i));
    }
    return weight;
  }

  List<Held> held() {
    return held;
  }

  List<Settlement> settlements() {
    return settlements;
  }

  int size() {
    return held.size();
  }

  /** About how many bytes it sends. */
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** How often in a row it has failed. */
  int failures() {
    return failures;
  }

  void failed(boolean mayHaveBeenCarriedOut) {
    failures++;
    uncertain |= mayHaveBeenCarriedOut;
  }

  /** Failures so far say nothing of the batch. */
  void pardon() {
    failures = 0;
  }

  /** Whether an earlier sending may have been carried out. */
  boolean uncertain() {
    return uncertain;
  }

  /** Whether it only puts an entry aside. */
  boolean putsAside() {
    return putAside;
  }

  /** When it was sent last, by {@link System#nanoTime}. */
  long sentAt() {
    return sentAt;
  }

  void sent(long now) {
    sentAt = now;
  }

  /** The same settlements in two batches. */
  List<SettleBatch> halves() {
    int half = size() / 2;
    return List.of(part(0, half), part(half, size()));
  }

  /** The same settlements in batches of at most so many bytes, or of one settlement. */
  List<SettleBatch> within(long most) {
    if (bytes <= most || size() <= 1) {
      return List.of(this);
    }
    List<SettleBatch> parts = new ArrayList<>();
    int from = 0;
    long sum = 0;
    for (int i = 0; i < size(); i++) {
      long more = bytes(settlements.get(i));
      if (i > from && sum + more > most) {
        parts.add(part(from, i));
        from = i;
        sum = 0;
      }
      sum += more;
    }
    parts.add(part(from, size()));
    return parts;
  }

  private SettleBatch part(int from, int to) {
    SettleBatch part = new SettleBatch(number + from);
    for (int i = from; i < to; i++) {
      part.add(held.get(i), settlements.get(i));
    }
    part.uncertain = uncertain;
    return part;
  }

  /** The same entry, which ends in this other way. */
  SettleBatch puttingAside(Settlement burial) {
    SettleBatch aside = new SettleBatch(number);
    aside.add(held.get(0), burial);
    aside.uncertain = uncertain;
    aside.putAside = true;
    return aside;
  }
}
