package io.streamweir.http.job;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Bounds what travels with a job through all stages, which stays in Redis as long as the job. */
final class JobHeaders {
  private static final long MOST_BYTES = 16 << 10;

  private JobHeaders() {}

  /**
   * Complains of too many.
   *
   * @throws IllegalArgumentException where names and values have too many bytes together
   */
  static void check(Map<String, String> headers) {
    long bytes = 0;
    for (Map.Entry<String, String> each : headers.entrySet()) {
      bytes += bytes(each.getKey()) + bytes(each.getValue());
    }
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "names and values must have at most 16 KiB together, and have " + bytes + " bytes");
    }
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
