package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Nonce;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs {@code members.lua}: which workers work on a keyed stage. Each object is another member to
 * it. Thread-safe; fails with a {@link RedisCallException}.
 */
public final class MembersScript {
  private static final Script SCRIPT = new Script("wire/checks", "feature/keyed/members");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final byte[] key;
  private final byte[] worker;
  private final long leaseMillis;
  private volatile String member = "";

  /**
   * For a worker.
   *
   * @param worker its name
   * @param lease after which it is no member where it was not heard of
   */
  public MembersScript(
      RedisLink link, String pipeline, String stage, String worker, Duration lease) {
    this.link = link;
    this.key = Call.bytes(Keys.stageMembers(link, pipeline, stage));
    this.worker = Call.bytes(worker + "/" + Nonce.next());
    this.leaseMillis = lease.toMillis();
  }

  /**
   * Where the worker stands.
   *
   * @param place among the members, from 0, by when they came
   * @param members how many there are, this one included
   */
  public record Place(int place, int members) {
    /** How many of so many partitions are this member's share; all shares make up the whole. */
    public int share(int partitions) {
      return partitions / members + (place < partitions % members ? 1 : 0);
    }
  }

  /** Says that the worker is there. Not to be called while a call is under way. */
  public CompletableFuture<Place> stay() {
    return run(0)
        .thenApply(
            reply -> {
              member = Resp.text(reply.get(0));
              return new Place(
                  (int) Resp.number(reply.get(1)), Math.max(1, (int) Resp.number(reply.get(2))));
            });
  }

  /** Says that the worker goes. */
  public CompletableFuture<?> leave() {
    return run(1);
  }

  private CompletableFuture<List<Object>> run(int leaves) {
    Call args = Call.args().addKey(key).add(member).add(worker).add(leaseMillis).add(leaves);
    return SCRIPT.run(link.shared(), args);
  }
}
