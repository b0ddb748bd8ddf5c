package io.streamweir.internal.feature.keyed;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Nonce;
import io.streamweir.internal.settle.Fence;
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
 * One lane's claim to one partition of a keyed stage: as long as it owns the partition, no other
 * worker is given entries of it, and none but it can settle them. Runs {@code own.lua}.
 * Thread-safe; fails with a {@link RedisCallException}.
 */
public final class Ownership implements Fence {
  static final String TEXT = "feature/keyed/parking";
  private static final Script SCRIPT = new Script("wire/checks", "feature/keyed/own");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final byte[] owner;
  private final byte[] blocked;
  private final byte[] parked;
  private final byte[] worker;
  private final long leaseMillis;
  private volatile byte[] token = Call.bytes(Nonce.next());

  /**
   * Of this partition of the stage; owns nothing before {@link #acquire}.
   *
   * @param worker its name, for people who look
   * @param lease after which an ownership ends that was not renewed
   */
  public Ownership(RedisLink link, Keys keys, String stage, String worker, Duration lease) {
    this.link = link;
    this.owner = Call.bytes(keys.owner(stage));
    this.blocked = Call.bytes(keys.blocked(stage));
    this.parked = Call.bytes(keys.parked(stage));
    this.worker = Call.bytes(worker);
    this.leaseMillis = lease.toMillis();
  }

  /** Forgets the last ownership, which has ended: the next {@link #acquire} asks for another. */
  public void begin() {
    token = Call.bytes(Nonce.next());
  }

  /** Takes the partition if no worker owns it; answers whether it is owned now. May be repeated. */
  public CompletableFuture<Boolean> acquire() {
    return run("ACQUIRE");
  }

  /** Answers whether it is still owned, for another lease from when the server heard of it. */
  public CompletableFuture<Boolean> renew() {
    return run("RENEW");
  }

  /** Gives the partition up; answers whether it was owned until now. */
  public CompletableFuture<Boolean> giveUp() {
    return run("GIVE_UP");
  }

  private CompletableFuture<Boolean> run(String verb) {
    byte[] current = token;
    Call args = Call.args().addKey(owner).add(verb).add(current).add(leaseMillis).add(worker);
    return SCRIPT.run(link.shared(), args).thenApply(reply -> Resp.first(reply) == 1);
  }

  @Override
  public List<String> texts() {
    return List.of(TEXT);
  }

  /** What {@code parking.lua} takes off the end of the keys. */
  @Override
  public void addKeys(Call call) {
    call.addKey(owner).addKey(blocked).addKey(parked);
  }

  /** The token of the ownership, which it takes off the end of the arguments. */
  @Override
  public void addArguments(Call call) {
    call.add(token);
  }

  @Override
  public boolean fenced(RedisCallException failure) {
    return failure.code().equals(RedisCallException.NOT_OWNER);
  }
}
