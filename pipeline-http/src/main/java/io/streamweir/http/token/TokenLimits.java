package io.streamweir.http.token;

import java.util.regex.Pattern;

/**
 * How much a caller may ask for. Immutable. {@code toString} is what a line of a token file says of
 * it.
 *
 * @param rate requests per second, with bursts of as many; 0 for any number, which is the default
 * @param streams how many streams of events and bulk submits may be open; default 100
 * @param waits how many requests may wait for the end of a job; default 1,000
 * @param body the most bytes of a body; default any that the server takes
 */
public record TokenLimits(int rate, int streams, int waits, long body) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final TokenLimits DEFAULTS = new TokenLimits(0, 100, 1_000, Long.MAX_VALUE);

  /** Checks the ranges. */
  public TokenLimits {
    if (rate < 0 || streams < 0 || waits < 0 || body < 1) {
      throw new IllegalArgumentException("limits are not negative, and a body has at least 1 byte");
    }
  }

  /** The limits of a token that names none. */
  public static TokenLimits defaults() {
    return DEFAULTS;
  }

  /**
   * The same with one of them as a file names it: {@code rate}, {@code streams}, {@code waits} or
   * {@code body}.
   *
   * @throws IllegalArgumentException where there is no such limit, or its value is no whole number
   */
  public TokenLimits with(String name, String value) {
    return switch (name) {
      case "rate" -> new TokenLimits(number(name, value), streams, waits, body);
      case "streams" -> new TokenLimits(rate, number(name, value), waits, body);
      case "waits" -> new TokenLimits(rate, streams, number(name, value), body);
      case "body" -> new TokenLimits(rate, streams, waits, number(name, value));
      default ->
          throw new IllegalArgumentException(
              "no such setting of a token; there are pipelines, rate, streams, waits and body");
    };
  }

  private static int number(String name, String value) {
    if (!NUMBER.matcher(value).matches()) {
      throw new IllegalArgumentException(name + " is a whole number up to 999,999,999");
    }
    return Integer.parseInt(value);
  }

  @Override
  public String toString() {
    return setting("rate", rate, DEFAULTS.rate)
        + setting("streams", streams, DEFAULTS.streams)
        + setting("waits", waits, DEFAULTS.waits)
        + setting("body", body, DEFAULTS.body);
  }

  private static String setting(String name, long value, long otherwise) {
    return value == otherwise ? "" : " " + name + "=" + value;
  }
}
