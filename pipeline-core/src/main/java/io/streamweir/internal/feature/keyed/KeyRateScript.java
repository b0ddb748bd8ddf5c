package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Runs {@code key-rate.lua} for one partition of a stage with a rate per key. Thread-safe; fails
 * with a {@link RedisCallException}.
 */
public final class KeyRateScript {
  private static final Script SCRIPT = new Script("wire/checks", "feature/keyed/key-rate");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final byte[] rates;
  private final byte[] interval;
  private final int burst;

  /** For the keys of this partition. */
  public KeyRateScript(RedisLink link, Keys keys, String stage, RateLimit rate) {
    this.link = link;
    this.rates = Call.bytes(keys.rates(stage));
    this.interval = Call.bytes(String.format(Locale.ROOT, "%.6f", rate.intervalMicros()));
    this.burst = rate.burst();
  }

  /**
   * Asks for one permit for each of the keys; answers, in their order, with 0 where it is granted,
   * else with the ms after which it is worth asking again.
   */
  public CompletableFuture<List<Long>> run(List<String> keys) {
    Call args = Call.args().addKey(rates).add(interval).add(burst);
    keys.forEach(key -> args.add(key));
    return SCRIPT
        .run(link.shared(), args)
        .thenApply(reply -> reply.stream().map(Resp::number).toList());
  }
}
