package io.streamweir.pipeline;

import java.time.Duration;
import java.util.Objects;

/**
 * What a submit does where another job was submitted with the same key. Compared within a
 * partition. Immutable.
 *
 * @param key what is compared; any text
 * @param mode how long a job keeps others away, or gives way to them
 * @param time in mode {@link Mode#WINDOW} for how long; in mode {@link Mode#UNTIL_FINISHED} after
 *     how much silence the job is given up for lost; in mode {@link Mode#DEBOUNCE} how long the job
 *     waits for a later one
 * @param longest in mode {@link Mode#DEBOUNCE} by how much later ones may put off the first, zero
 *     for ever; else zero. All times are at most 100 years
 * @param samePayload whether a submit that meets the key with another payload is refused, rather
 *     than answered as a duplicate; default false, and never in mode {@link Mode#DEBOUNCE}
 */
public record Dedupe(String key, Mode mode, Duration time, Duration longest, boolean samePayload) {
  private static final Duration LOST = Duration.ofDays(1);

  /** How long a job keeps others with its key away. */
  public enum Mode {
    /** For a time from its submit, in any state of the job. */
    WINDOW,
    /** Until it has ended: finished, dropped or dead. */
    UNTIL_FINISHED,
    /** Not at all: a later one replaces it as long as it waits. */
    DEBOUNCE
  }

  /** Checks the ranges. */
  public Dedupe {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(mode, "mode");
    Horizon.check("dedupe window", time);
    Horizon.check("longest wait", longest);
    if (time.toMillis() < 1) {
      throw new IllegalArgumentException("dedupe window must be at least 1 ms: " + time);
    }
    if (longest.isNegative()) {
      throw new IllegalArgumentException("longest wait must not be negative: " + longest);
    }
    if (samePayload && mode == Mode.DEBOUNCE) {
      throw new IllegalArgumentException("a debounced job takes the last payload, not the same");
    }
  }

  /** One that does not compare payloads. */
  public Dedupe(String key, Mode mode, Duration time, Duration longest) {
    this(key, mode, time, longest, false);
  }

  /** A second submit with the key within the window, at least 1 ms, is a duplicate. */
  public static Dedupe within(String key, Duration window) {
    return new Dedupe(key, Mode.WINDOW, window, Duration.ZERO);
  }

  /** A second submit with the key is a duplicate as long as the job has not ended. */
  public static Dedupe untilFinished(String key) {
    return untilFinished(key, LOST);
  }

  /**
   * The same with another time after which the job counts as lost and others may come; default 1
   * day. The time runs from its submit, and from when a stage was done with one of its entries. It
   * must be longer than the job ever waits for a stage.
   */
  public static Dedupe untilFinished(String key, Duration lost) {
    return new Dedupe(key, Mode.UNTIL_FINISHED, lost, Duration.ZERO);
  }

  /**
   * The job begins after this time, at least 1 ms. If another one is submitted with the key
   * meanwhile, it takes the place and waits anew.
   */
  public static Dedupe debounce(String key, Duration wait) {
    return debounce(key, wait, Duration.ZERO);
  }

  /**
   * The same, but the first is put off by no more than {@code longest}, even if many follow; zero
   * for ever.
   */
  public static Dedupe debounce(String key, Duration wait, Duration longest) {
    return new Dedupe(key, Mode.DEBOUNCE, wait, longest);
  }

  /**
   * The same, but a submit with the key and another payload is a mistake and fails. So a client may
   * send a job again under its key, and a key that is used for two jobs by mistake hides neither.
   *
   * <p>Payloads are compared as they are encoded. A payload of another schema is another one. If
   * the job that has the key was submitted by a client older than this comparison, the submit is a
   * duplicate.
   */
  public Dedupe withSamePayload() {
    return same(true);
  }

  private Dedupe same(boolean payload) {
    return new Dedupe(key, mode, time, longest, payload);
  }
}
