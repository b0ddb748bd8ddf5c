package io.streamweir.internal.feature.limit;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Nonce;
import io.streamweir.internal.entry.SharedReader;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Runs {@code limit.lua} for one agent: the lanes of one worker and limited stage. Each object is
 * another agent to it. Calls count in the order in which they are made. Fails with a {@link
 * RedisCallException}.
 */
public final class LimitScript {
  private static final Script SCRIPT = new Script("wire/checks", "feature/limit/limit");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs(), SharedReader.LOOKS);

  private final RedisLink link;
  private final List<byte[]> keys;
  private final byte[] agent;
  private final long leaseMillis;
  private final byte[] interval;
  private final int burst;
  private final int maxRunning;
  private long calls;

  /**
   * For an agent.
   *
   * @param consumer the worker's name, for people who look
   * @param lease for how long entries count as handled after a call
   */
  public LimitScript(
      RedisLink link,
      String pipeline,
      String stage,
      StageLimits limits,
      String consumer,
      Duration lease) {
    this.link = link;
    this.keys =
        List.of(
            Call.bytes(Keys.limit(link, pipeline, stage)),
            Call.bytes(Keys.limitRunning(link, pipeline, stage)),
            Call.bytes(Keys.limitUntil(link, pipeline, stage)),
            Call.bytes(Keys.limitWaiting(link, pipeline, stage)));
    this.agent = Call.bytes(consumer + "/" + Nonce.next());
    this.leaseMillis = lease.toMillis();
    RateLimit rate = limits.rate();
    this.interval =
        Call.bytes(rate == null ? "0" : String.format(Locale.ROOT, "%.6f", rate.intervalMicros()));
    this.burst = rate == null ? 1 : rate.burst();
    this.maxRunning = limits.maxRunning();
  }

  /**
   * What is granted.
   *
   * @param entries so many
   * @param waitMillis after so long it is worth asking for the others; 0 where all were granted
   * @param surplus how many entries the agent has beyond its share while another one waits with
   *     less; 0 while none does
   */
  public record Grant(int entries, long waitMillis, int surplus) {}

  /**
   * Says how many entries the agent's lanes handle, and asks for more.
   *
   * @param held entries that they handle, or were granted and still want
   * @param wanted how many more they want
   * @param unused permits of the rate that the agent was given and gives back
   */
  public synchronized CompletableFuture<Grant> run(int held, int wanted, int unused) {
    long number = ++calls;
    Call args = Call.args();
    keys.forEach(args::addKey);
    args.add(agent).add(leaseMillis).add(number);
    args.add(held).add(wanted).add(unused);
    args.add(interval).add(burst).add(maxRunning);
    return SCRIPT.run(link.shared(), args).thenApply(LimitScript::grant);
  }

  private static Grant grant(List<Object> reply) {
    return new Grant(
        (int) Resp.number(reply.get(0)),
        Resp.number(reply.get(1)),
        (int) Resp.number(reply.get(2)));
  }
}
