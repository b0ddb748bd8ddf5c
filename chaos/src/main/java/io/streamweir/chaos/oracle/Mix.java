package io.streamweir.chaos.oracle;

import io.streamweir.chaos.program.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Which jobs a run submits: their kinds and values follow from the seed and the job's number alone.
 *
 * @param seed of the run
 * @param shares of each kind beside the plain ones, in thousandths
 */
public record Mix(long seed, Map<Kind, Integer> shares) {
  private static final int THOUSAND = 1_000;
  private static final long VALUES = 1_000_000;

  /** Keeps a copy of the shares. */
  public Mix {
    shares = new EnumMap<>(shares);
  }

  /** Mostly plain jobs, and some of every kind that neither kills nor takes long. */
  public static Mix usual(long seed) {
    return new Mix(
        seed,
        Map.of(
            Kind.BRANCH,
            100,
            Kind.FAN,
            80,
            Kind.RETRY,
            30,
            Kind.GATHER,
            30,
            Kind.ORDER,
            40,
            Kind.FAIL,
            5,
            Kind.REJECT,
            5));
  }

  /** The same with another share of one kind, in thousandths. */
  public Mix with(Kind kind, int thousandths) {
    Map<Kind, Integer> changed = new EnumMap<>(shares);
    changed.put(kind, thousandths);
    return new Mix(seed, changed);
  }

  /** The job of this number. */
  public JobPlan job(long number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    int point = random.nextInt(THOUSAND);
    long value = random.nextLong(VALUES);
    for (Map.Entry<Kind, Integer> share : shares.entrySet()) {
      point -= share.getValue();
      if (point < 0) {
        return new JobPlan(number, share.getKey(), value);
      }
    }
    return new JobPlan(number, Kind.PLAIN, value);
  }
}
