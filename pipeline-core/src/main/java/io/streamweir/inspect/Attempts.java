package io.streamweir.inspect;

import io.streamweir.internal.housekeeping.LaneWord;
import io.streamweir.pipeline.Plural;
import java.util.Locale;

/**
 * How the attempts of about the last minute ended at one stage, as the workers that live say.
 *
 * @param ended how many ended, however they did
 * @param failed how many of these failed: their entries are tried again or are dead letters
 * @param failingSeconds since when there is no minute without a failure; 0 where none failed
 * @param cause of a failure, where most failed: the class of what was thrown, or {@code none} where
 *     nothing was; empty where none failed
 * @param ranThrough how many of those that ended were of entries that ran through, see {@link
 *     io.streamweir.pipeline.StageConfig#withRunThrough()}
 */
public record Attempts(
    long ended, long failed, double failingSeconds, String cause, long ranThrough) {
  /** No attempt. */
  public static final Attempts NONE = new Attempts(0, 0, 0, "", 0);

  /** Above this ratio of failures a stage fails: nobody need look at how many there are. */
  public static final double FAILING = 0.5;

  /** Above this ratio of failures something is amiss at a stage. */
  public static final double AMISS = 0.05;

  /** Fewer failures may be those of a few entries. */
  private static final int FEW = 10;

  static Attempts of(LaneWord word) {
    return new Attempts(
        word.ended(),
        word.failed(),
        word.failingMillis() / 1000.0,
        word.cause(),
        word.ranThrough());
  }

  /** These and the others together. */
  public Attempts plus(Attempts other) {
    return new Attempts(
        ended + other.ended,
        failed + other.failed,
        Math.max(failingSeconds, other.failingSeconds),
        other.failed > failed ? other.cause : cause,
        ranThrough + other.ranThrough);
  }

  /** The share of the attempts that failed, from 0 to 1; 0 where there was none. */
  public double failedRatio() {
    return ended == 0 ? 0 : Math.min(1, (double) failed / ended);
  }

  /** The share of the attempts whose entries ran through, from 0 to 1; 0 where there was none. */
  public double ranThroughRatio() {
    return ended == 0 ? 0 : Math.min(1, (double) ranThrough / ended);
  }

  /** Whether the stage fails, rather than that some of its entries do. */
  public boolean failing() {
    return failed >= FEW && failedRatio() > FAILING;
  }

  /** Whether more fail than may be left alone. */
  public boolean amiss() {
    return failedRatio() > AMISS;
  }

  /** One line for people: how much of the stage fails, since when, and why. */
  public String text(String stage) {
    return String.format(
        Locale.ROOT,
        "stage %s fails: %.0f %% of its attempts within a minute failed (%d of %d), for %s; last"
            + " cause: %s",
        stage,
        100 * failedRatio(),
        failed,
        ended,
        Plural.lasting(failingSeconds),
        cause);
  }
}
