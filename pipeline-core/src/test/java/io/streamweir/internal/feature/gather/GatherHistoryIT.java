package io.streamweir.internal.feature.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The scripts of gathers in random histories. {@code -Dstreamweir.histories=N} runs more of them,
 * {@code -Dstreamweir.seed=S} begins with another one.
 */
@WithRedis
class GatherHistoryIT {
  private static final int HISTORIES = 3 * Integer.getInteger("streamweir.histories", 10);
  private static final long FIRST_SEED = Long.getLong("streamweir.seed", 1);
  private static final int STEPS = 60;

  @Test
  void firesOnceWithTheResultsOfOneRun(RedisSpace space) {
    Map<String, Integer> covered = new TreeMap<>();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      try (GatherHistory history = new GatherHistory(space, "h" + seed, seed)) {
        history.run(STEPS);
        history.covered.forEach((what, times) -> covered.merge(what, times, Integer::sum));
      } catch (AssertionError e) {
        throw new AssertionError("with -Dstreamweir.seed=" + seed + " -Dstreamweir.histories=1", e);
      }
    }
    assertThat(covered)
        .containsKeys(
            "LOST",
            "OVER",
            "continued splits",
            "failed jobs",
            "fenced parts",
            "fenced splits",
            "gathered jobs",
            "new generations",
            "overtaken parts",
            "repeated chunks",
            "takeovers");
    assertThat(covered.values()).as("each has been seen: %s", covered).doesNotContain(0);
  }
}
