package io.streamweir.internal.settle;

import io.streamweir.internal.wire.Arguments;
import io.streamweir.pipeline.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The counters that a batch changes, as {@code counters.lua} reads them: added up for the whole
 * batch, and beside that what each entry has part in, for where it is fenced.
 */
final class CounterPart implements BatchPart {
  static final List<String> TEXTS = List.of("settle/counters", "settle/settle-counters");

  private static final KeyUse COUNTERS = KeyUse.of("hash", "HINCRBY");

  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final List<Counter> counters = new ArrayList<>();
  private final List<Share> shares = new ArrayList<>();

  /** A group of counters and those of its counters that the batch changes. */
  private static final class Group {
    final int number; // from 0
    final String name;
    final Map<String, Counter> counters = new HashMap<>();

    Group(int number, String name) {
      this.number = number;
      this.name = name;
    }
  }

  /** A counter and how much the whole batch changes it. */
  private static final class Counter {
    final int number; // from 1
    final Group group;
    final String field;
    long total;

    Counter(int number, Group group, String field) {
      this.number = number;
      this.group = group;
      this.field = field;
    }
  }

  /** What one entry changes. */
  private record Share(int position, String changes) {}

  /** Adds what the entry at this position of the batch, from 1, changes. */
  void add(int position, List<Count> counts) {
    StringBuilder own = new StringBuilder();
    for (Count count : counts) {
      Counter counter = counter(count);
      counter.total += count.delta();
      own.append(own.isEmpty() ? "" : " ").append(counter.number).append(':');
      own.append(count.delta());
    }
    shares.add(new Share(position, own.toString()));
  }

  private Counter counter(Count count) {
    Group group = groups.computeIfAbsent(count.state(), name -> new Group(groups.size(), name));
    Counter counter = group.counters.get(count.field());
    if (counter == null || overflows(counter.total, count.delta())) {
      counter = new Counter(counters.size() + 1, group, count.field());
      group.counters.put(count.field(), counter);
      counters.add(counter);
    }
    return counter;
  }

  private static boolean overflows(long total, long delta) {
    long sum = total + delta;
    return ((total ^ sum) & (delta ^ sum)) < 0;
  }

  boolean isEmpty() {
    return counters.isEmpty();
  }

  /** The groups of counters, in order. */
  List<String> groups() {
    return List.copyOf(groups.keySet());
  }

  /** How many arguments {@link #addTo} adds. */
  int length() {
    return 1 + 3 * counters.size() + 2 * shares.size();
  }

  /**
   * Adds them.
   *
   * @param place adds the place of a group's hash, by its number from 0
   */
  void addTo(Arguments args, IntConsumer place) {
    args.add(counters.size());
    for (Counter counter : counters) {
      place.accept(counter.group.number);
      args.add(counter.field).add(counter.total);
    }
    shares.forEach(share -> args.add(share.position()).add(share.changes()));
  }

  @Override
  public void write(EffectWriter to) {
    List<String> names = groups();
    to.effect("counters", TEXTS);
    addTo(to, group -> to.key(COUNTERS, to.keys().state(names.get(group))));
  }

  /** The counter of this number, from 1, for messages. */
  String name(int number) {
    Counter counter = counters.get(number - 1);
    return "counter '" + counter.field + "' of '" + counter.group.name + "'";
  }
}
