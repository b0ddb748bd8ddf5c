package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.Nonce;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs {@code duty.lua}: which workers of a pipeline share its upkeep, and what they tell each
 * other. Each object is another member. Thread-safe; fails with a {@link RedisCallException}.
 */
public final class DutyScript {
  private static final Script SCRIPT = new Script("wire/checks", "housekeeping/duty");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private final RedisLink link;
  private final List<byte[]> keys = new ArrayList<>();
  private final byte[] member;
  private final long leaseMillis;

  /**
   * For a worker.
   *
   * @param groups of workers that share some upkeep
   * @param worker its name
   * @param lease after which it is no member where it was not heard of
   */
  public DutyScript(
      RedisLink link, String pipeline, List<String> groups, String worker, Duration lease) {
    this.link = link;
    this.keys.add(Call.bytes(Keys.news(link, pipeline)));
    for (String group : groups) {
      this.keys.add(Call.bytes(Keys.duty(link, pipeline, group)));
      this.keys.add(Call.bytes(Keys.dutyHeard(link, pipeline, group)));
    }
    this.member = Call.bytes(worker + "/" + Nonce.next());
    this.leaseMillis = lease.toMillis();
  }

  /**
   * Where the worker stands in a group.
   *
   * @param place among the members, from 0; -1 where it is none
   * @param members how many there are
   */
  public record Place(int place, int members) {
    /** Whether the upkeep at that position is this worker's: also where it is nobody's. */
    public boolean covers(long position) {
      return members == 0 || position % members == place;
    }
  }

  /**
   * What a run told.
   *
   * @param latest the number of the latest news; 0 for none
   * @param news those above what the caller knew
   * @param places one for each group
   */
  public record Reply(long latest, List<String> news, List<Place> places) {}

  /**
   * Says that the worker is there, or that it leaves.
   *
   * @param known the number of the latest news that it knows; below 0 where it hears none
   * @param told its own news
   */
  public CompletableFuture<Reply> run(boolean leaves, long known, Collection<String> told) {
    Call args = Call.args();
    keys.forEach(args::addKey);
    args.add(member).add(leaseMillis).add(leaves ? 1 : 0).add(known < 0 ? "" : "" + known);
    told.forEach(args::add);
    return SCRIPT.run(link.shared(), args).thenApply(DutyScript::reply);
  }

  private static Reply reply(List<Object> reply) {
    List<Place> places = new ArrayList<>();
    for (int i = 2; i + 1 < reply.size(); i += 2) {
      int place = (int) Resp.number(reply.get(i));
      places.add(new Place(place, (int) Resp.number(reply.get(i + 1))));
    }
    return new Reply(Resp.number(reply.get(0)), Resp.texts(reply.get(1)), places);
  }
}
