package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Plain read-only questions about one partition of a keyed stage, with no script, so a user that
 * may only read can ask them. Thread-safe; fails with a {@link RedisCallException}.
 */
public record KeyedQueries(RedisLink link, Keys keys, String stage) {
  /**
   * What there is.
   *
   * @param owner the worker that owns the partition; empty for none
   * @param blockedKeys keys whose entries wait for the first of them
   * @param parked entries that wait since their keys are blocked
   */
  public record Answer(String owner, long blockedKeys, long parked) {}

  /** Asks for all of it. */
  public CompletableFuture<Answer> ask() {
    CompletableFuture<byte[]> owner =
        link.shared()
            .send(Command.HGET, Reply.VALUE, Call.args().addKey(keys.owner(stage)).add("worker"));
    CompletableFuture<Long> blocked = count(keys.blocked(stage));
    CompletableFuture<Long> parked = count(keys.parked(stage));
    return owner.thenCombine(
        blocked.thenCombine(parked, (keysBlocked, entries) -> new long[] {keysBlocked, entries}),
        (name, counts) -> new Answer(name == null ? "" : Resp.text(name), counts[0], counts[1]));
  }

  /**
   * Keys whose first parked entries are back in the inbox, with the epoch of these.
   *
   * @param most how many to tell
   */
  public CompletableFuture<Map<String, Long>> unparked(int most) {
    var args = Call.args().addKey(keys.blocked(stage)).add("-inf").add("(0");
    return link.shared()
        .list(Command.ZRANGE, args.add("BYSCORE").add("LIMIT").add(0).add(most).add("WITHSCORES"))
        .thenApply(
            flat -> {
              Map<String, Long> epochs = Resp.scores(flat);
              epochs.replaceAll((key, score) -> -score);
              return epochs;
            });
  }

  /**
   * When a blocked key goes on, in ms since 1970; empty where it is not blocked, and where entries
   * of it are on their way.
   */
  public Optional<Long> goesOn(String key) {
    var args = Call.args().addKey(keys.blocked(stage)).add(Call.bytes(key));
    byte[] score = link.await(link.shared().send(Command.ZSCORE, Reply.VALUE, args));
    return Optional.ofNullable(score).map(Resp::score).filter(millis -> millis > 0);
  }

  private CompletableFuture<Long> count(String key) {
    return link.shared().send(Command.ZCARD, Reply.INTEGER, Call.args().addKey(key));
  }
}
