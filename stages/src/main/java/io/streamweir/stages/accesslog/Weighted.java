package io.streamweir.stages.accesslog;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/**
 * A choice in which some things come more often than others; whole numbers only, so that every
 * machine chooses alike.
 */
final class Weighted {
  private final List<String> choices;
  private final int[] upTo;

  private Weighted(List<String> choices, IntUnaryOperator weight) {
    this.choices = List.copyOf(choices);
    this.upTo = new int[choices.size()];
    Arrays.setAll(upTo, weight);
    Arrays.parallelPrefix(upTo, Math::addExact);
  }

  /** By Zipf's law: the second comes half as often as the first, the third a third as often. */
  static Weighted zipf(List<String> choices) {
    return new Weighted(choices, rank -> 1_000_000 / (rank + 1));
  }

  /** All equally often. */
  static Weighted evenly(String... choices) {
    return new Weighted(List.of(choices), rank -> 1);
  }

  /** Pairs of a choice and its weight, written {@code 200:880}. */
  static Weighted of(String... pairs) {
    List<String[]> split = Arrays.stream(pairs).map(pair -> pair.split(":", 2)).toList();
    return new Weighted(
        split.stream().map(pair -> pair[0]).toList(), rank -> Integer.parseInt(split.get(rank)[1]));
  }

  /** Takes one number from the source. */
  String pick(Random random) {
    int found = Arrays.binarySearch(upTo, random.nextInt(upTo[upTo.length - 1]) + 1);
    return choices.get(found < 0 ? -found - 1 : found);
  }
}
