package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Runs {@code tell-breaker.lua}: what a worker's breaker of a stage is. Calls are not to overlap.
 * Thread-safe; futures fail with a {@link RedisCallException}.
 */
public final class BreakerPresence {
  /** After which a breaker of which nothing is said does not count as open. */
  static final Duration OPEN = Duration.ofSeconds(30);

  private static final int MOST_CHARS = 300;
  private static final Script SCRIPT =
      new Script("housekeeping/presence", "feature/breaker/tell-breaker");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final byte[] key;
  private final String worker;
  private volatile String said = "";

  BreakerPresence(RedisLink link, String pipeline, String stage, String worker) {
    this.link = link;
    this.key = Call.bytes(Keys.breakers(link, pipeline, stage));
    this.worker = worker;
  }

  /**
   * Says what the breaker is, where it is not closed; answers whether there was anything to say.
   */
  CompletableFuture<Boolean> say(Breaker breaker) {
    long open = breaker.open().toMillis();
    String state = breaker.state().name().toLowerCase(Locale.ROOT);
    return breaker.closed()
        ? leave()
        : run(open + " " + state + " " + worker + " " + line(breaker.why()));
  }

  /** Takes back what was said; answers whether there was anything. */
  CompletableFuture<Boolean> leave() {
    return said.isEmpty() ? CompletableFuture.completedFuture(false) : run("");
  }

  private CompletableFuture<Boolean> run(String text) {
    Call args = Call.args().addKey(key).add(said).add(text).add(OPEN.toMillis() * 2);
    return SCRIPT
        .run(link.shared(), args)
        .thenApply(
            reply -> {
              said = Resp.text(reply.get(0));
              return true;
            });
  }

  private static String line(String why) {
    String line = why.replaceAll("\\s+", " ");
    return line.length() <= MOST_CHARS ? line : line.substring(0, MOST_CHARS);
  }
}
