package io.streamweir.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * What an outcome does beside what becomes of its entry, in the same settlement. Immutable.
 *
 * @param windows events for windows
 * @param submissions jobs for other pipelines, in this order; at most {@link Submission#MOST}
 */
public record Additions(List<WindowUpdate> windows, List<Submission> submissions) {
  /** Nothing. */
  public static final Additions NONE = new Additions(List.of(), List.of());

  /** Checks how many submissions there are, and keeps copies. */
  public Additions {
    windows = List.copyOf(windows);
    submissions = List.copyOf(submissions);
    if (submissions.size() > Submission.MOST) {
      throw new IllegalArgumentException(
          "one outcome may submit at most "
              + Plural.of(Submission.MOST, "job", "jobs")
              + " to other pipelines; let a stage of that pipeline split one job instead");
    }
  }

  /** The same with one more event. */
  public Additions and(WindowUpdate update) {
    return new Additions(plus(windows, update), submissions);
  }

  /** The same with one more job. */
  public Additions and(Submission submission) {
    return new Additions(windows, plus(submissions, submission));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return windows.isEmpty() && submissions.isEmpty();
  }

  private static <T> List<T> plus(List<T> list, T one) {
    List<T> all = new ArrayList<>(list.size() + 1);
    all.addAll(list);
    all.add(one);
    return all;
  }
}
