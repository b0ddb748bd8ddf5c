package io.streamweir.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs {@code promote.lua} for all stages of one partition. Thread-safe. */
public final class PromoteScript {
  private static final Script SCRIPT = new Script("promote");

  private final RedisLink link;
  private final List<byte[]> keys = new ArrayList<>();

  /** For these stages. */
  public PromoteScript(RedisLink link, Keys keys, List<String> stages) {
    this.link = link;
    for (String stage : stages) {
      this.keys.add(Wire.bytes(keys.later(stage)));
      this.keys.add(Wire.bytes(keys.inbox(stage)));
      this.keys.add(Wire.bytes(keys.dead(stage)));
    }
  }

  /**
   * What a run did.
   *
   * @param moved how many entries were due
   * @param nextMillis until the next one is due; 0 where more are due already, -1 where none waits
   * @param serverMicros the server's clock when it ran, in us since 1970
   */
  public record Reply(long moved, long nextMillis, long serverMicros) {}

  /** Moves up to {@code limit} due entries per stage. Fails with a {@link RedisCallException}. */
  public CompletableFuture<Reply> run(int limit) {
    return SCRIPT
        .run(
            link.shared(),
            keys.size(),
            args -> {
              keys.forEach(args::addKey);
              args.add(limit);
            })
        .thenApply(
            r -> new Reply(Resp.number(r.get(0)), Resp.number(r.get(1)), Resp.number(r.get(2))));
  }
}
