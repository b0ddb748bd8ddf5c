package io.streamweir.pipeline;

/** Says how many of something there are, in messages for people. */
public final class Plural {
  private Plural() {}

  /**
   * The number and what it counts, as {@code 1 entry} and {@code 3 entries}.
   *
   * @param one what follows the number 1, with a verb where there is one: {@code "entry waits"}
   * @param many what follows every other number: {@code "entries wait"}
   */
  public static String of(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** A length of time for people, in seconds below two minutes and in minutes above. */
  public static String lasting(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120 ? of(whole, "second", "seconds") : of(whole / 60, "minute", "minutes");
  }
}
