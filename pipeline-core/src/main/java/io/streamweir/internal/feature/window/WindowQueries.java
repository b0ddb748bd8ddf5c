package io.streamweir.internal.feature.window;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.window.WindowScripts.Span;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Plain read-only questions about windows, with no script, so a user that may only read can ask
 * them. Thread-safe; futures fail with a {@link RedisCallException}.
 */
public record WindowQueries(RedisLink link) {
  /**
   * How far a window has come in one partition.
   *
   * @param open spans that have not been closed
   * @param closed spans that have been closed
   * @param late updates that came too late
   * @param early updates of spans too far ahead of the server's clock
   * @param behind whether spans are open that the newest event, or the watermark, will close
   * @param watermark where its watermark is
   */
  public record Progress(
      long open, long closed, long late, long early, boolean behind, Watermark watermark) {}

  /**
   * Where the watermark of a window is in one partition.
   *
   * @param lagMillis event time by which it is behind the newest event, or where there is none yet,
   *     by which the first open span began before that; 0 where no span is open
   * @param tickedMillis when a worker last saw to it, by the server's clock, where spans are open:
   *     when one moved it on, or opened the first of them; 0 for never
   * @param heldMillis for how long what was under way beside the newest event has kept it, while
   *     workers saw to it
   */
  public record Watermark(long lagMillis, long tickedMillis, long heldMillis) {}

  /** How far the window has come in this partition. */
  public CompletableFuture<Progress> progress(Keys keys, Window window) {
    byte[] progress = Call.bytes(keys.windowProgress(window.name()));
    byte[] open = Call.bytes(keys.windowOpen(window.name()));
    CompletableFuture<List<Object>> card =
        link.shared().list(Command.ZCARD, Call.args().addKey(open));
    CompletableFuture<List<Object>> first =
        link.shared()
            .list(Command.ZRANGE, Call.args().addKey(open).add(0).add(0).add("WITHSCORES"));
    return link.shared()
        .list(Command.HGETALL, Call.args().addKey(progress))
        .thenCombine(
            card, (flat, count) -> new Reading(Resp.named(flat), Resp.number(count.get(0))))
        .thenCombine(first, (so, span) -> so.with(span, window));
  }

  /** What is known before the first open span is. */
  private record Reading(Map<String, Object> progress, long open) {
    private static final long NONE = Long.MIN_VALUE;

    Progress with(List<Object> first, Window window) {
      long newest = number("newest", NONE);
      long low = number("low", NONE);
      boolean any = first.size() == 2;
      boolean behind =
          any
              && Resp.score(first.get(1)) + window.allowedLateness().toMillis()
                  <= Math.max(newest, low);
      long from = any && low == NONE ? Span.of(Resp.text(first.get(0)), 0).start() : low;
      long lag = any && newest != NONE ? Math.max(0, newest - from) : 0;
      boolean held = number("stage", 0) > 0;
      return new Progress(
          open,
          number("closed", 0),
          number("late", 0),
          number("early", 0),
          behind,
          new Watermark(lag, number("ticked", 0), held ? number("held", 0) : 0));
    }

    private long number(String field, long otherwise) {
      Object value = progress.get(field);
      return value == null ? otherwise : Resp.number(value);
    }
  }
}
