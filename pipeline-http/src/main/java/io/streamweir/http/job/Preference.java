package io.streamweir.http.job;

import io.streamweir.http.core.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client prefers, as RFC 7240 says it. What cannot be read is passed over. */
final class Preference {
  private static final Pattern PARTS = Pattern.compile("[,;]");
  private static final int LONGEST_SECONDS = 60;

  private Preference() {}

  /** For how long the client would wait for an end: {@code Prefer: wait=10}; at most a minute. */
  static Optional<Duration> wait(Request request) {
    String given = request.headers().joined("Prefer");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    for (String preference : PARTS.split(given)) {
      int equals = preference.indexOf('=');
      if (equals >= 0 && preference.substring(0, equals).strip().equalsIgnoreCase("wait")) {
        return seconds(preference.substring(equals + 1).strip().replace("\"", ""));
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> seconds(String text) {
    if (!text.matches("\\d{1,9}")) {
      return Optional.empty();
    }
    int seconds = Math.min(LONGEST_SECONDS, Integer.parseInt(text));
    return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }
}
