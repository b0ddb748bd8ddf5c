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
 * That a worker lives, as it says it itself by {@code alive.lua}, in one word for all its lanes:
 * consumer groups do not tell it of a worker that was given nothing yet (Redis 7.0), nor since when
 * it has what it renews. Thread-safe; futures fail with a {@link RedisCallException}.
 */
public final class WorkerPresence {
  /** After which a worker that says nothing does not count as alive. */
  public static final Duration ALIVE = Duration.ofSeconds(30);

  private static final Script SCRIPT = new Script("housekeeping/presence", "housekeeping/alive");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private static final Duration LIFE = ALIVE.multipliedBy(2);

  private final RedisLink link;
  private final byte[] key;
  private final String worker;
  private volatile String said = "";

  /** Of this worker of the pipeline. */
  public WorkerPresence(RedisLink link, String pipeline, String worker) {
    this.link = link;
    this.key = Call.bytes(Keys.workers(link, pipeline));
    this.worker = worker;
  }

  /** Says that the worker lives. Not to be called while a call is under way. */
  public CompletableFuture<?> stay(WorkerWord word) {
    return run(word.text(), 0).thenAccept(now -> said = now);
  }

  /** Says that the worker stops. */
  public CompletableFuture<?> leave() {
    return run("", 1);
  }

  private CompletableFuture<String> run(String word, int leaves) {
    Call args =
        Call.args().addKey(key).add(said).add(word).add(worker).add(LIFE.toMillis()).add(leaves);
    return SCRIPT.run(link.shared(), args).thenApply(reply -> Resp.text(reply.get(0)));
  }

  /** The workers of a pipeline that live, asked with no script. */
  public static CompletableFuture<LiveWorkers> alive(
      RedisLink link, String pipeline, long nowMillis) {
    var args = Call.args().addKey(Keys.workers(link, pipeline));
    args.add(nowMillis - ALIVE.toMillis()).add("+inf").add("BYSCORE").add("WITHSCORES");
    return link.shared().list(Command.ZRANGE, args).thenApply(WorkerPresence::live);
  }

  /** The latest word of each. */
  private static LiveWorkers live(List<Object> membersAndScores) {
    List<LiveWorkers.Live> live = new ArrayList<>();
    for (int i = 0; i + 1 < membersAndScores.size(); i += 2) {
      String member = Resp.text(membersAndScores.get(i));
      int space = member.indexOf(' ');
      Optional<WorkerWord> word = WorkerWord.read(member.substring(0, Math.max(0, space)));
      if (word.isPresent()) {
        String worker = member.substring(space + 1);
        live.removeIf(earlier -> earlier.worker().equals(worker));
        long heard = Resp.score(membersAndScores.get(i + 1));
        live.add(new LiveWorkers.Live(worker, heard, word.get()));
      }
    }
    return new LiveWorkers(live);
  }
}
