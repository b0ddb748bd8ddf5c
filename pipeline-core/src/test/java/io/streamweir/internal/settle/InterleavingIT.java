package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The scripts against a model. {@code -Dstreamweir.histories=N} runs more histories, {@code
 * -Dstreamweir.seed=S} begins with another one.
 */
@WithRedis
class InterleavingIT {
  private static final int HISTORIES = Integer.getInteger("streamweir.histories", 10);
  private static final long FIRST_SEED = Long.getLong("streamweir.seed", 1);
  private static final int STEPS = 150;
  private static final int SHRINKING_RUNS = 60;

  /** What comes too seldom to be seen in every few histories is not among them. */
  private static final String[] EXPECTED = {
    "consumers that stay",
    "deleted entries found by a reclaim",
    "deletions of unsettled entries",
    "duplicates",
    "duplicates of a source",
    "fenced settlements",
    "full",
    "hand-backs",
    "jobs taken",
    "last deliveries put off",
    "promotions",
    "reclaimed entries",
    "renewals of lost entries",
    "replaced jobs",
    "replays",
    "retired consumers",
    "settlements with effect",
    "steps of a foreign group",
    "trimmed entries",
    "trimmed old entries"
  };

  private final Map<String, Integer> covered = new TreeMap<>();
  private int runs;

  @Test
  void looksAsTheModelSaysAfterEachStep(RedisSpace space) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      List<Integer> steps = IntStream.range(0, STEPS).boxed().toList();
      Failure failure = run(space, seed, steps);
      if (failure != null) {
        throw shrink(space, seed, failure).error(seed);
      }
    }
    assertThat(covered.keySet()).as("what the histories have seen").contains(EXPECTED);
  }

  /** A history that went wrong at its last step. */
  private record Failure(List<Integer> steps, List<String> log, Throwable cause) {
    AssertionError error(long seed) {
      return new AssertionError(
          "seed %d, shrunk to these steps:%n%s%n%s"
              .formatted(seed, String.join(System.lineSeparator(), log), cause.getMessage()),
          cause);
    }
  }

  private @Nullable Failure run(RedisSpace space, long seed, List<Integer> steps) {
    try (Interleaving history = new Interleaving(space, "p" + runs++, seed)) {
      try {
        history.run(steps);
      } catch (AssertionError | RuntimeException e) {
        return new Failure(steps.subList(0, history.log.size()), history.log, e);
      }
      history.covered.forEach((what, times) -> covered.merge(what, times, Integer::sum));
      return null;
    }
  }

  /** Leaves out ever smaller parts as long as it still goes wrong. */
  private Failure shrink(RedisSpace space, long seed, Failure found) {
    Failure smallest = found;
    int left = SHRINKING_RUNS;
    for (int size = found.steps().size() / 2; size > 0; size /= 2) {
      int from = 0;
      while (from < smallest.steps().size() && left-- > 0) {
        List<Integer> fewer = new ArrayList<>(smallest.steps());
        fewer.subList(from, Math.min(from + size, fewer.size())).clear();
        Failure smaller = run(space, seed, fewer);
        if (smaller == null) {
          from += size;
        } else {
          smallest = smaller;
        }
      }
    }
    return smallest;
  }
}
