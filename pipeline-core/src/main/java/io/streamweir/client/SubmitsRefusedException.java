package io.streamweir.client;

import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operator has paused the pipeline, or a stage of it, and has submits refused meanwhile; nothing
 * was added. Submit again when it has been resumed.
 */
public final class SubmitsRefusedException extends StreamweirException {
  private static final long serialVersionUID = 1L;
  private static final Pattern CLOSED = Pattern.compile("CLOSED (\\d{1,15}) ?(.*)", Pattern.DOTALL);

  private final @Nullable Instant until;
  private final String reason;

  private SubmitsRefusedException(
      String message, @Nullable Instant until, String reason, RedisCallException cause) {
    super(message, cause);
    this.until = until;
    this.reason = reason;
  }

  static SubmitsRefusedException of(String what, RedisCallException cause) {
    Matcher closed = CLOSED.matcher(String.valueOf(cause.getMessage()));
    boolean known = closed.matches();
    long millis = known ? Long.parseLong(closed.group(1)) : 0;
    String reason = known ? closed.group(2).strip() : "";
    Instant until = millis == 0 ? null : Instant.ofEpochMilli(millis);
    String message =
        what
            + "submits are refused while the pipeline is paused, "
            + (until == null ? "until it is resumed" : "until " + until)
            + (reason.isEmpty() ? "" : " (" + reason + ")");
    return new SubmitsRefusedException(message, until, reason, cause);
  }

  /** When submits are taken again; null where that is when the pipeline is resumed. */
  public @Nullable Instant until() {
    return until;
  }

  /** Why it is paused, as the operator said; empty where nothing was said. */
  public String reason() {
    return reason;
  }
}
