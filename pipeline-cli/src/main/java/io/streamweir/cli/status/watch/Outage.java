package io.streamweir.cli.status.watch;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.text.Figures;
import io.streamweir.cli.text.SafeText;
import io.streamweir.cli.text.Secrets;
import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time during which the server could not be asked.
 *
 * @param since when it was first asked in vain
 * @param unreachable false where it does answer, but refuses
 * @param reason what went wrong, without passwords
 */
public record Outage(Instant since, boolean unreachable, String reason) {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  /** An outage that this failure begins, or goes on where there already is one. */
  public static Outage of(RedisCallException thrown, Instant since) {
    boolean unreachable =
        thrown.code().equals(RedisCallException.NOT_CONNECTED)
            || thrown.code().equals(RedisCallException.NO_ANSWER);
    String reason = SafeText.of(Secrets.hide(Failures.message(thrown)));
    return new Outage(since, unreachable, reason);
  }

  /** The same beginning, with another reason. */
  public Outage since(Instant since) {
    return new Outage(since, unreachable, reason);
  }

  /** One line for people. */
  public String text(Instant now) {
    double seconds = Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
    String what = unreachable ? "Redis unreachable since " : "Redis refuses since ";
    return what + clock(since) + " (" + Figures.time(seconds) + "): " + reason;
  }

  /** The local time of day. */
  public static String clock(Instant time) {
    return CLOCK.format(time);
  }
}
