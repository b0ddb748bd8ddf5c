package io.streamweir.internal.feature.jobs;

import java.util.Arrays;
import java.util.Base64;

/**
 * A place in a sorted set of delayed entries that is found again when others have come and gone:
 * the score of the member there and what it begins with. Immutable by agreement.
 */
final class LaterPosition {
  private static final int MOST_START = 48; // bytes, with the nonce that no other member has

  private final long rank;
  private final double score;
  private final byte[] start;

  private LaterPosition(long rank, double score, byte[] start) {
    this.rank = rank;
    this.score = score;
    this.start = start;
  }

  /** One member of the set. Immutable by agreement. */
  static final class Member {
    final long rank;
    final double score;
    final byte[] bytes;

    Member(long rank, double score, byte[] bytes) {
      this.rank = rank;
      this.score = score;
      this.bytes = bytes;
    }

    private byte[] start() {
      return Arrays.copyOf(bytes, Math.min(bytes.length, MOST_START));
    }
  }

  static LaterPosition of(Member member) {
    return new LaterPosition(member.rank, member.score, member.start());
  }

  /** Where the member was; a hint. */
  long rank() {
    return rank;
  }

  /** Its time, as a bound of a range by score. */
  String lowestScore() {
    return Double.toString(score).replace("Infinity", "inf");
  }

  /** Before all; what {@link #toString} wrote. */
  static LaterPosition parse(String text) {
    if (text.isEmpty()) {
      return new LaterPosition(0, Double.NEGATIVE_INFINITY, new byte[0]);
    }
    String[] parts = text.split("~", -1);
    if (parts.length != 3 || parts[1].equals("NaN")) {
      throw new IllegalArgumentException("'" + text + "' is no place among delayed entries");
    }
    return new LaterPosition(
        Long.parseLong(parts[0]), Double.parseDouble(parts[1]), bytes(parts[2]));
  }

  /** Whether it is before this member, in the order of Redis. */
  boolean before(Member member) {
    return member.score == score
        ? Arrays.compareUnsigned(start, member.start()) < 0
        : score < member.score;
  }

  /** The bound of a range by bytes that begins behind all that begins with these. */
  static byte[] bound(String text, byte[] above) {
    byte[] start = bytes(text);
    byte[] bound = new byte[1 + start.length + above.length];
    bound[0] = '(';
    System.arraycopy(start, 0, bound, 1, start.length);
    System.arraycopy(above, 0, bound, 1 + start.length, above.length);
    return bound;
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  @Override
  public String toString() {
    return rank
        + "~"
        + (score == (long) score ? Long.toString((long) score) : "" + score)
        + "~"
        + text(start);
  }
}
