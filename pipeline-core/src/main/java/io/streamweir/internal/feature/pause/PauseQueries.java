package io.streamweir.internal.feature.pause;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What is paused of one pipeline, asked with no script, so a user that may only read can ask.
 * Thread-safe; fails with a {@link RedisCallException}.
 */
public final class PauseQueries {
  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(Needs.of("paused", "HGETALL"), Needs.of(Needs.SERVER, "TIME"));

  private final RedisLink link;
  private final byte[] key;

  public PauseQueries(RedisLink link, String pipeline) {
    this.link = link;
    this.key = Call.bytes(Keys.paused(link, pipeline));
  }

  /**
   * Those that are in force, the whole pipeline first. Asks for the time only where there is one.
   */
  public CompletableFuture<List<StoredPause>> inForce() {
    return link.shared()
        .list(Command.HGETALL, Call.args().addKey(key))
        .thenCompose(
            flat ->
                flat.isEmpty()
                    ? CompletableFuture.completedFuture(List.of())
                    : now().thenApply(now -> inForce(flat, now)));
  }

  private CompletableFuture<Long> now() {
    return link.shared()
        .list(Command.TIME, Call.args())
        .thenApply(time -> Resp.number(time.get(0)) * 1000 + Resp.number(time.get(1)) / 1000);
  }

  private static List<StoredPause> inForce(List<Object> flat, long now) {
    List<StoredPause> pauses = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      StoredPause pause = StoredPause.parse(Resp.text(flat.get(i)), Resp.text(flat.get(i + 1)));
      if (pause.inForce(now)) {
        pauses.add(pause);
      }
    }
    pauses.sort(Comparator.comparing(StoredPause::stage));
    return pauses;
  }
}
