package io.streamweir.internal.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which scripts a server had a moment ago, as its answers tell. Of calls that are sent in order, a
 * call of another script must be the last until it is answered. If the server does not have that
 * script, the call is sent once more, and what follows would overtake it. Guarded by its owner.
 */
public final class RecentScripts {
  private static final long RECENT_NANOS = Duration.ofMillis(50).toNanos();

  private final Map<Script, Long> answeredAt = new HashMap<>();
  private long latest;

  /** Whether the server had any of them. */
  public boolean any(long now) {
    return !answeredAt.isEmpty() && now - latest < RECENT_NANOS;
  }

  /** Whether the server had this one. */
  public boolean has(Script script, long now) {
    Long at = answeredAt.get(script);
    return at != null && now - at < RECENT_NANOS;
  }

  /** The server ran the script. */
  public void answered(Script script, long now) {
    answeredAt.put(script, now);
    latest = now;
  }

  /** A call failed: the next answer may be of another server. */
  public void forget() {
    answeredAt.clear();
  }
}
