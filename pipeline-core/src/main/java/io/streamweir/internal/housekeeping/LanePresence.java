package io.streamweir.internal.housekeeping;

import io.streamweir.internal.entry.Keys;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * That a worker's lane lives, as the worker itself says it by {@code alive.lua}: consumer groups do
 * not tell it of a worker that was given nothing yet (Redis 7.0), nor since when it has what it
 * renews. Thread-safe; futures fail with a {@link RedisCallException}.
 */
public final class LanePresence {
  /** After which a lane that says nothing does not count as alive. */
  public static final Duration ALIVE = Duration.ofSeconds(30);

  private static final Script SCRIPT = new Script("housekeeping/presence", "housekeeping/alive");

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
   * @param word what it said of itself
   */
  public record Present(String worker, long heardMillis, LaneWord word) {}

  /** Says that the lane lives. Not to be called while a call is under way. */
  public CompletableFuture<?> stay(LaneWord word) {
    return run(word.text(), 0).thenAccept(now -> said = now);
  }

  /** Says that the lane stops. */
  public CompletableFuture<?> leave() {
    return run(LaneWord.NOTHING.text(), 1);
  }

  private CompletableFuture<String> run(String word, int leaves) {
    Call args =
        Call.args().addKey(key).add(said).add(word).add(worker).add(LIFE.toMillis()).add(leaves);
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
      Optional<LaneWord> word = LaneWord.read(member.substring(0, Math.max(0, space)));
      if (word.isPresent()) {
        String worker = member.substring(space + 1);
        present.removeIf(earlier -> earlier.worker().equals(worker));
        long heard = Resp.score(membersAndScores.get(i + 1));
        present.add(new Present(worker, heard, word.get()));
      }
    }
    return present;
  }
}
