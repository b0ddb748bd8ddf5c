package io.streamweir.pipeline;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes and checks job ids. Made ones are ULIDs: 26 characters of Crockford's base 32, 48 bits of
 * time in ms, then 80 random bits that grow within a ms. So ids of one process sort in the order in
 * which they were made. Thread-safe.
 *
 * @see <a href="https://github.com/ulid/spec">The ULID specification</a>
 */
public final class JobId {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final Pattern OWN = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern MADE = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private static long lastMillis;
  private static long high; // 16 bits
  private static long low; // 64 bits

  private JobId() {}

  /** A new id, larger than all that this process made before. */
  public static String next() {
    return next(System.currentTimeMillis());
  }

  static synchronized String next(long nowMillis) {
    if (nowMillis > lastMillis) {
      lastMillis = nowMillis;
      high = RANDOM.nextInt(1 << 15); // the top bit stays free, so that counting up cannot overflow
      low = RANDOM.nextLong();
    } else if (++low == 0) {
      high++;
    }
    return encode(lastMillis, high, low);
  }

  /**
   * Returns a client's own id where it is 1 to 128 letters, digits, dots, underscores, colons and
   * hyphens.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static String check(String jobId) {
    if (!OWN.matcher(jobId).matches()) {
      throw new IllegalArgumentException(
          "job id '"
              + jobId
              + "': use 1 to 128 letters, digits, dots, underscores, colons and hyphens");
    }
    return jobId;
  }

  /** When the id was made, by the clock of its maker; empty where it is none of ours. */
  public static Optional<Instant> madeAt(String jobId) {
    if (!MADE.matcher(jobId).matches()) {
      return Optional.empty();
    }
    long millis = 0;
    for (char digit : jobId.substring(0, 10).toCharArray()) {
      millis = millis << 5 | Arrays.binarySearch(DIGITS, digit);
    }
    return Optional.of(Instant.ofEpochMilli(millis));
  }

  private static String encode(long millis, long high, long low) {
    char[] text = new char[26];
    put(text, 0, 10, millis);
    // 80 bits in 16 digits of 5 bits: 8 digits from the upper 40 bits, 8 from the lower 40.
    put(text, 10, 8, high << 24 | low >>> 40);
    put(text, 18, 8, low & 0xFF_FFFF_FFFFL);
    return new String(text);
  }

  private static void put(char[] text, int from, int digits, long value) {
    long rest = value;
    for (int i = from + digits - 1; i >= from; i--) {
      text[i] = DIGITS[(int) (rest & 31)];
      rest >>>= 5;
    }
  }
}
