package io.streamweir.stages.manifest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names of a manifest's files: each is the name that was asked for, and an ending. If both are
 * longer than a file system allows, the first is cut and has its digest behind it. Immutable.
 */
final class OutputNames {
  /** Most bytes of a name, by NAME_MAX of all common file systems. */
  static final int MOST_BYTES = 255;

  private static final String JSON = ".jsonl";
  private static final String INCOMPLETE = ".incomplete";
  private static final String UNFINISHED = ".tmp-";

  /** As long as the ids that the client makes. */
  private static final int ID = 26;

  private static final int ATTEMPT = 8;
  private static final Pattern PLAIN_ID = Pattern.compile("[0-9A-Za-z_-]{1," + ID + "}");
  private static final int DIGEST = 16;

  private final byte[] name;
  private final byte[] unfinished;

  OutputNames(byte[] name) {
    this.name = name.clone();
    int ending = UNFINISHED.length() + ID + 1 + ATTEMPT + JSON.length();
    this.unfinished = join(fitting(name, ending), UNFINISHED);
  }

  /** The file of sums. */
  byte[] sums(boolean complete) {
    return complete ? name.clone() : with(INCOMPLETE);
  }

  /** The file of JSON lines. */
  byte[] json(boolean complete) {
    return with(complete ? JSON : INCOMPLETE + JSON);
  }

  /** What the names of a job's unfinished files begin with. */
  byte[] unfinished(String jobId) {
    String id =
        PLAIN_ID.matcher(jobId).matches()
            ? jobId
            : digest(jobId.getBytes(StandardCharsets.UTF_8), ID);
    return join(unfinished, id + "-");
  }

  /**
   * The unfinished file of sums.
   *
   * @param attempt 8 characters that no other attempt of the job has
   */
  byte[] unfinishedSums(String jobId, String attempt) {
    return join(unfinished(jobId), attempt);
  }

  /** The unfinished file of JSON lines. */
  byte[] unfinishedJson(String jobId, String attempt) {
    return join(unfinished(jobId), attempt + JSON);
  }

  /** Whether a file of this name is one of these, of any job. */
  boolean isOwn(byte[] other) {
    return startsWith(other, unfinished)
        || Arrays.equals(other, sums(true))
        || Arrays.equals(other, sums(false))
        || Arrays.equals(other, json(true))
        || Arrays.equals(other, json(false));
  }

  static boolean startsWith(byte[] name, byte[] beginning) {
    return name.length >= beginning.length
        && Arrays.equals(name, 0, beginning.length, beginning, 0, beginning.length);
  }

  private byte[] with(String ending) {
    return join(fitting(name, ending.length()), ending);
  }

  /** The name, cut where it has no room for an ending, and never within a character of UTF-8. */
  private static byte[] fitting(byte[] name, int ending) {
    if (name.length + ending <= MOST_BYTES) {
      return name;
    }
    int end = MOST_BYTES - ending - DIGEST - 1;
    while (end > 0 && (name[end] & 0xC0) == 0x80) {
      end--;
    }
    return join(Arrays.copyOf(name, end), "~" + digest(name, DIGEST));
  }

  private static String digest(byte[] bytes, int characters) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes)).substring(0, characters);
  }

  private static byte[] join(byte[] name, String ending) {
    byte[] end = ending.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = Arrays.copyOf(name, name.length + end.length);
    System.arraycopy(end, 0, whole, name.length, end.length);
    return whole;
  }
}
