package io.streamweir.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How urgent a job is, at every stage that it passes; the most urgent first. If a pipeline has
 * {@link PipelineBuilder#priorities priorities} on, each has inboxes of its own. A worker that has
 * entries of several begins them by weight: 16 high, 4 normal and 1 low one in turn. If nothing
 * more urgent is there, weights cost nothing.
 */
public enum Priority {
  /** Overtakes all that is not. */
  HIGH(16),
  /** Where nothing is said; the only one of a pipeline without priorities. */
  NORMAL(4),
  /** Goes where nothing else is there, and at its weight's share where something is. */
  LOW(1);

  private final int weight;

  Priority(int weight) {
    this.weight = weight;
  }

  /** Its share beside the others. */
  public int weight() {
    return weight;
  }

  /**
   * The priority of this name.
   *
   * @throws IllegalArgumentException where there is none, naming those that there are
   */
  public static Priority of(String name) {
    return Arrays.stream(values())
        .filter(priority -> priority.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no priority '" + name + "'; there are " + names(List.of(values()))));
  }

  private static String names(List<Priority> priorities) {
    return priorities.stream().map(Priority::toString).collect(Collectors.joining(", "));
  }

  /** Its name as users write it, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
