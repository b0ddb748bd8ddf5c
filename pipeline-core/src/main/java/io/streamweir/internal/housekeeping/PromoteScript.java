package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs {@code promote.lua} for all stages and schedules of one partition: what a worker asks of it
 * regularly. Thread-safe.
 */
public final class PromoteScript {
  /** Most cancelled jobs that one run tells. */
  public static final int MOST_CANCELLED = 10_000;

  private static final Script SCRIPT = new Script("wire/checks", "housekeeping/promote");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final List<byte[]> keys = new ArrayList<>();

  /** For these stages at normal priority. */
  public PromoteScript(RedisLink link, Keys keys, List<String> stages) {
    this(link, keys, List.of(Priority.NORMAL), stages);
  }

  /** For these stages at these priorities. */
  public PromoteScript(RedisLink link, Keys keys, List<Priority> priorities, List<String> stages) {
    this.link = link;
    this.keys.add(Call.bytes(keys.cancelled()));
    this.keys.add(Call.bytes(keys.fires()));
    for (Priority priority : priorities) {
      Keys level = keys.at(priority);
      for (String stage : stages) {
        this.keys.add(Call.bytes(level.later(stage)));
        this.keys.add(Call.bytes(level.inbox(stage)));
        this.keys.add(Call.bytes(level.dead(stage)));
      }
    }
  }

  /**
   * A job that was cancelled.
   *
   * @param score when Redis may forget that, in ms since 1970 by the server's clock; no two jobs
   *     have the same, and a newer one has a higher one
   */
  public record Cancelled(String jobId, long score) {}

  /**
   * What a run did.
   *
   * @param moved how many entries were due
   * @param nextMillis until the next one, or the next schedule, is due; 0 where more entries are
   *     due already, -1 where none waits
   * @param serverMicros the server's clock when it ran, in us since 1970
   * @param highestCancelled the score of the job that was cancelled last; 0 for none
   * @param cancelled those above what the caller knew, oldest first, up to {@link #MOST_CANCELLED}
   * @param fires schedules that are due
   * @param refusal the first error that some part of the run met, as {@code NOPERM ...}; empty for
   *     none. The other parts were done all the same
   */
  public record Reply(
      long moved,
      long nextMillis,
      long serverMicros,
      long highestCancelled,
      List<Cancelled> cancelled,
      List<Due> fires,
      String refusal) {}

  /**
   * A schedule that is due.
   *
   * @param schedule its name
   * @param dueMillis since when, in ms since 1970 by the server's clock
   */
  public record Due(String schedule, long dueMillis) {}

  /**
   * Moves up to {@code limit} due entries per stage. Where that is refused at one stage, the reply
   * says so, and all else happens. Fails with a {@link RedisCallException} where nothing happens.
   *
   * @param knownCancelled the highest score of a cancelled job that the caller has been told; 0
   *     tells all
   */
  public CompletableFuture<Reply> run(int limit, long knownCancelled) {
    Call args = Call.args();
    keys.forEach(args::addKey);
    args.add(limit).add(knownCancelled).add(MOST_CANCELLED);
    return SCRIPT.run(link.shared(), args).thenApply(PromoteScript::reply);
  }

  private static Reply reply(List<Object> reply) {
    return new Reply(
        Resp.number(reply.get(0)),
        Resp.number(reply.get(1)),
        Resp.number(reply.get(2)),
        Resp.number(reply.get(3)),
        Resp.pairs(reply.get(4), (job, at) -> new Cancelled(Resp.text(job), Resp.number(at))),
        Resp.pairs(reply.get(5), (name, due) -> new Due(Resp.text(name), Resp.score(due))),
        Resp.text(reply.get(6)));
  }
}
