package io.streamweir.internal.feature.pause;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code pause.lua}: pauses and resumes. Thread-safe; every method fails with a {@link
 * RedisCallException}.
 */
public final class PauseScript {
  private static final Script SCRIPT = new Script("wire/checks", "feature/pause/pause");

  /** What an operator needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final byte[] key;

  public PauseScript(RedisLink link, String pipeline) {
    this.link = link;
    this.key = Call.bytes(Keys.paused(link, pipeline));
  }

  /**
   * What became of a pause.
   *
   * @param before whether it was in force before
   * @param pause as it is now
   */
  public record Paused(boolean before, StoredPause pause) {}

  /**
   * Pauses, or changes a pause that is in force: it keeps its beginning.
   *
   * @param stage the stage, or {@link StoredPause#WHOLE}
   * @param lasts from now on, zero until it is resumed; null for as long as before, else until it
   *     is resumed
   * @param refuses whether submits are refused meanwhile; false leaves that as it is
   * @param by the name of the one that does so
   * @param reason empty for that of before
   */
  public CompletableFuture<Paused> pause(
      String stage, @Nullable Duration lasts, boolean refuses, String by, String reason) {
    Call args = Call.args().addKey(key).add(stage);
    args.add(lasts == null ? "" : Long.toString(millis(lasts)));
    args.add(refuses ? 1 : 0).add(by).add(reason);
    return SCRIPT
        .run(link.shared(), args)
        .thenApply(
            reply -> {
              boolean before = !Resp.text(reply.get(0)).isEmpty();
              return new Paused(before, StoredPause.parse(stage, Resp.text(reply.get(1))));
            });
  }

  /** Zero alone is for ever. */
  private static long millis(Duration lasts) {
    return lasts.isZero() ? 0 : Math.max(1, lasts.toMillis());
  }

  /** Ends a pause; answers with what was in force. */
  public CompletableFuture<Optional<StoredPause>> resume(String stage) {
    return SCRIPT
        .run(link.shared(), Call.args().addKey(key).add(stage))
        .thenApply(
            reply ->
                Optional.of(Resp.text(reply.get(0)))
                    .filter(before -> !before.isEmpty())
                    .map(before -> StoredPause.parse(stage, before)));
  }
}
