package io.streamweir.internal.lane;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Trims what is settled from a lane's inbox.
 *
 * @param retention for which it is kept
 * @param tapBound entries that a tap may keep from being trimmed
 */
public record InboxTrim(InboxScripts scripts, Duration retention, long tapBound) {
  /** Trims by whole nodes of the stream, or exactly. */
  public CompletableFuture<InboxScripts.Trimmed> run(boolean exactly) {
    return scripts.trim(exactly, retention, tapBound);
  }
}
