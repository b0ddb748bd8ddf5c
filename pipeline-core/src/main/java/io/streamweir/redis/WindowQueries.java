package io.streamweir.redis;

import io.lettuce.core.protocol.CommandType;
import io.streamweir.pipeline.Window;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Plain read-only questions about windows, with no script, so that a user who may only read can ask
 * them. Thread-safe; futures fail with a {@link RedisCallException}.
 */
public final class WindowQueries {
  private final RedisLink link;

  /** Questions over this link. */
  public WindowQueries(RedisLink link) {
    this.link = link;
  }

  /**
   * How far a window has come in one partition.
   *
   * @param open spans that have not been closed
   * @param closed spans that have been closed
   * @param late updates that came too late
   * @param early updates of spans too far ahead of the server's clock
   * @param behind whether spans are open that the newest event, or the watermark, will close
   */
  public record Progress(long open, long closed, long late, long early, boolean behind) {}

  /** How far the window has come in this partition. */
  public CompletableFuture<Progress> progress(Keys keys, Window window) {
    byte[] mark = Wire.bytes(keys.windowMark(window.name()));
    byte[] open = Wire.bytes(keys.windowOpen(window.name()));
    CompletableFuture<List<Object>> card =
        link.shared().list(CommandType.ZCARD, Wire.args().addKey(open));
    CompletableFuture<List<Object>> first =
        link.shared()
            .list(CommandType.ZRANGE, Wire.args().addKey(open).add(0).add(0).add("WITHSCORES"));
    return link.shared()
        .list(CommandType.HGETALL, Wire.args().addKey(mark))
        .thenCombine(card, (flat, count) -> progress(Resp.named(flat), Resp.number(count.get(0))))
        .thenCombine(first, (so, span) -> so.behind(span, window));
  }

  private static Reading progress(Map<String, Object> mark, long open) {
    return new Reading(
        new Progress(
            open,
            number(mark, "closed", 0),
            number(mark, "late", 0),
            number(mark, "early", 0),
            false),
        number(mark, "newest", Long.MIN_VALUE),
        number(mark, "low", Long.MIN_VALUE));
  }

  /** What is known before the first open span is. */
  private record Reading(Progress progress, long newest, long low) {
    Progress behind(List<Object> first, Window window) {
      boolean behind =
          first.size() == 2
              && Resp.score(first.get(1)) + window.allowedLateness().toMillis()
                  <= Math.max(newest, low);
      return new Progress(
          progress.open(), progress.closed(), progress.late(), progress.early(), behind);
    }
  }

  private static long number(Map<String, Object> mark, String field, long otherwise) {
    Object value = mark.get(field);
    return value == null ? otherwise : Resp.number(value);
  }
}
