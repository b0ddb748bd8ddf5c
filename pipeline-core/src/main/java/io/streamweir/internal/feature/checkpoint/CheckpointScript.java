package io.streamweir.internal.feature.checkpoint;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.settle.Fence;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Runs {@code save-checkpoint.lua} for one inbox, and reads. Thread-safe. */
public final class CheckpointScript {
  private static final Map<List<String>, Script> SCRIPTS = new ConcurrentHashMap<>();

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS =
      List.of(script(Fence.NONE).needs(), Needs.of("checkpoint", "HGET"));

  /** For how long a checkpoint is kept that is not forgotten with its entry. */
  static final Duration TTL = Duration.ofDays(7);

  private final RedisLink link;
  private final Keys keys;
  private final String inbox;
  private final String stage;
  private final String consumer;
  private final Fence fence;

  CheckpointScript(RedisLink link, Keys keys, String stage, String consumer, Fence fence) {
    this(link, keys, keys.inbox(stage), stage, consumer, fence);
  }

  /** The same for entries that are in hand from another inbox. */
  CheckpointScript(
      RedisLink link, Keys keys, String inbox, String stage, String consumer, Fence fence) {
    this.link = link;
    this.keys = keys;
    this.inbox = inbox;
    this.stage = stage;
    this.consumer = consumer;
    this.fence = fence;
  }

  private static Script script(Fence fence) {
    List<String> texts = new ArrayList<>(List.of("wire/checks"));
    texts.addAll(fence.texts());
    texts.add("feature/checkpoint/save-checkpoint");
    return SCRIPTS.computeIfAbsent(texts, all -> new Script(all.toArray(String[]::new)));
  }

  /**
   * Answers whether it is saved; it is not where the entry is another worker's. Fails with a {@link
   * RedisCallException}; may be repeated.
   *
   * @param run tells this run of the handler from all others
   * @param number of the call in the run, from 1
   */
  CompletableFuture<Boolean> save(Entry entry, String run, long number, byte[] state) {
    Call args = Call.args().addKey(Call.bytes(inbox)).addKey(key(entry));
    fence.addKeys(args);
    args.add(Keys.GROUP).add(consumer).add(entry.id()).add(entry.deliveries());
    args.add(run).add(number).add(TTL.toMillis()).add(state);
    fence.addArguments(args);
    return script(fence)
        .run(link.shared(), args)
        .thenApply(reply -> Resp.first(reply) == 1)
        .exceptionally(this::fenced);
  }

  private Boolean fenced(Throwable thrown) {
    RedisCallException failure = RedisCallException.of(thrown);
    if (fence.fenced(failure)) {
      return false;
    }
    throw failure;
  }

  /** What is saved, if anything is. Fails with a {@link RedisCallException}. */
  CompletableFuture<Optional<byte[]>> last(Entry entry) {
    Call args = Call.args().addKey(key(entry)).add("state");
    return link.shared().send(Command.HGET, Reply.VALUE, args).thenApply(Optional::ofNullable);
  }

  private byte[] key(Entry entry) {
    return Call.bytes(keys.checkpoint(stage, entry.path(), entry.jobId()));
  }
}
