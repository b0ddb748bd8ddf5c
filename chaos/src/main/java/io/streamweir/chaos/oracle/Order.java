package io.streamweir.chaos.oracle;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order jobs came to the stage that keeps the order of their keys, and in which they left
 * it.
 *
 * @param came jobs by key
 * @param left jobs by key
 */
public record Order(Map<String, List<String>> came, Map<String, List<String>> left) {
  /** What is wrong: at most one line per key. How often a job left is judged elsewhere. */
  public List<String> judge() {
    List<String> violations = new ArrayList<>();
    left.forEach(
        (key, jobs) -> {
          Set<String> leaving = new LinkedHashSet<>(jobs);
          List<String> coming =
              came.getOrDefault(key, List.of()).stream().filter(leaving::contains).toList();
          List<String> distinct = List.copyOf(leaving);
          for (int i = 0; i < distinct.size(); i++) {
            String due = i < coming.size() ? coming.get(i) : "none";
            if (!distinct.get(i).equals(due)) {
              violations.add(
                  distinct.get(i) + " left the line of " + key + " where " + due + " was due");
              break;
            }
          }
        });
    return violations;
  }
}
