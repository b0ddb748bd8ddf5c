package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * That a worker's lane lives, as the worker itself says it by {@code alive.lua}: consumer groups do
 * not tell it of a worker that was given nothing yet (Redis 7.0), nor since when it has what it
 * renews. Thread-safe; futures fail with a {@link RedisCallException}.
 */
public final class LanePresence {
  /** After which a lane that says nothing does not count as alive. */
  public static final Duration ALIVE = Duration.ofSeconds(30);

  private static final Script SCRIPT = new Script("entry/alive");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private static final Duration LIFE = ALIVE.multipliedBy(2);

  private final RedisLink link;
  private final byte[] key;
  private final String worker;
  private volatile String said = "";

  /** Of this worker's lane. */
  public LanePresence(RedisLink link, Keys keys, String stage, String worker) {
    this.link = link;
    this.key = Call.bytes(keys.members(stage));
    this.worker = worker;
  }

  /**
   * What a lane said.
   *
   * @param worker its worker's name
   * @param heardMillis when it said so, in ms since 1970 by the server's clock
   * @param oldestMillis for how long it had had its oldest entry then, in ms; 0 where it had none
   */
  public record Present(String worker, long heardMillis, long oldestMillis) {}

  /**
   * Says that the lane lives. Not to be called while a call is under way.
   *
   * @param oldestMillis for how long it has had its oldest entry, in ms; 0 where it has none
   */
  public CompletableFuture<?> stay(long oldestMillis) {
    return run(oldestMillis, 0).thenAccept(now -> said = now);
  }

  /** Says that the lane stops. */
  public CompletableFuture<?> leave() {
    return run(0, 1);
  }

  private CompletableFuture<String> run(long oldestMillis, int leaves) {
    Call args =
        Call.args()
            .addKey(key)
            .add(said)
            .add(oldestMillis)
            .add(worker)
            .add(LIFE.toMillis())
            .add(leaves);
    return SCRIPT.run(link.shared(), args).thenApply(reply -> Resp.text(reply.get(0)));
  }

  /** The lanes of a stage at one place that live, with no script; the latest of each worker. */
  public static CompletableFuture<List<Present>> alive(
      RedisLink link, Keys keys, String stage, long nowMillis) {
    var args = Call.args().addKey(keys.members(stage));
    args.add(nowMillis - ALIVE.toMillis()).add("+inf").add("BYSCORE").add("WITHSCORES");
    return link.shared().list(Command.ZRANGE, args).thenApply(LanePresence::present);
  }

  private static List<Present> present(List<Object> membersAndScores) {
    List<Present> present = new ArrayList<>();
    for (int i = 0; i + 1 < membersAndScores.size(); i += 2) {
      String member = Resp.text(membersAndScores.get(i));
      int space = member.indexOf(' ');
      if (space > 0 && member.substring(0, space).matches("\\d{1,15}")) {
        String worker = member.substring(space + 1);
        present.removeIf(earlier -> earlier.worker().equals(worker));
        long oldest = Long.parseLong(member.substring(0, space));
        present.add(new Present(worker, Resp.score(membersAndScores.get(i + 1)), oldest));
      }
    }
    return present;
  }
}
