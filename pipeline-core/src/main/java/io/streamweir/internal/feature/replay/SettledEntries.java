package io.streamweir.internal.feature.replay;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;

/**
 * What a stage of one partition has settled and still keeps. Thread-safe; every method throws
 * {@link RedisCallException} where Redis cannot be asked.
 */
public record SettledEntries(RedisLink link, Keys keys, String stage) {
  private static final Script REPLAY = new Script("wire/checks", "feature/replay/replay-settled");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(REPLAY.needs());

  private static final int LOOKS = 500;
  private static final Duration STATE_TTL = Duration.ofDays(7);

  /**
   * How far a replay has come.
   *
   * @param state what is to be done next
   * @param replayed how many entries it has appended since it began
   * @param passed how many it has passed over since it began because they were not settled
   */
  public record Step(State state, long replayed, long passed) {}

  /** What is to be done next. */
  public enum State {
    /** Nothing: it is through. */
    DONE,
    /** Call again. */
    MORE,
    /** Call again when the workers have made room in the inbox. */
    FULL
  }

  /**
   * One step of a replay: looks at some hundreds of entries and appends those that are settled once
   * more. For a week after the last step, any caller that gives the same arguments goes on behind
   * the last one. So a step may be repeated if an answer was lost.
   *
   * @param name names this replay of this stage
   * @param fromMillis when the first of them arrived, in ms since 1970 by the server's clock
   * @param toMillis when the last of them arrived
   * @param maxBacklog how many entries may wait in the inbox
   */
  public Step replay(String name, long fromMillis, long toMillis, long maxBacklog) {
    Call args = Call.args().addKey(keys.inbox(stage)).addKey(keys.replay(stage, name));
    args.add(Keys.GROUP).add(fromMillis).add(toMillis); // the last: with all its numbers
    args.add(LOOKS).add(maxBacklog).add(STATE_TTL.toMillis()).add(name);
    List<Object> reply = link.await(REPLAY.run(link.shared(), args));
    return new Step(
        State.valueOf(Resp.text(reply.get(0))),
        Resp.number(reply.get(1)),
        Resp.number(reply.get(2)));
  }
}
