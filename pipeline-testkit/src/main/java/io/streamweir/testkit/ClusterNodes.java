package io.streamweir.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the answer to <a href="https://redis.io/docs/latest/commands/cluster-nodes/">CLUSTER
 * NODES</a>.
 */
final class ClusterNodes {
  private static final int FIRST_SLOTS = 8;

  private ClusterNodes() {}

  /**
   * One line of it.
   *
   * @param myself whether it is the node that was asked
   * @param slots ranges such as {@code 0-5460} and {@code 7000}
   */
  record Line(String id, boolean myself, List<String> slots) {
    boolean serves(int slot) {
      return slots.stream().anyMatch(range -> contains(range, slot));
    }

    private static boolean contains(String range, int slot) {
      String[] ends = range.split("-", 2);
      return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
    }
  }

  static Stream<Line> parse(String answer) {
    return answer.lines().map(line -> line.split(" ")).map(ClusterNodes::line);
  }

  /** A slot that is being moved has one more word, {@code [7000->-<id>]}, which is left out. */
  private static Line line(String[] words) {
    List<String> slots =
        Arrays.stream(words).skip(FIRST_SLOTS).filter(word -> !word.startsWith("[")).toList();
    return new Line(words[0], words[2].contains("myself"), slots);
  }

  /** Who serves what, in a form that is the same at all nodes which agree. */
  static Map<String, List<String>> owners(String answer) {
    Map<String, List<String>> owners = new TreeMap<>();
    parse(answer)
        .filter(line -> !line.slots().isEmpty())
        .forEach(line -> owners.put(line.id(), line.slots()));
    return owners;
  }
}
