package io.streamweir.internal.feature.breaker;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which breakers of a pipeline's stages are open, as their workers say it, asked with no script.
 * Thread-safe; fails with a {@link RedisCallException}.
 */
public final class BreakerQueries {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,15}) (open|half_open) (\\S+) (.*)", Pattern.DOTALL);

  private final RedisLink link;
  private final String pipeline;

  public BreakerQueries(RedisLink link, String pipeline) {
    this.link = link;
    this.pipeline = pipeline;
  }

  /**
   * A breaker that is open, or tries a few entries.
   *
   * @param worker whose it is
   * @param resting whether its lanes rest; else they try a few entries
   * @param sinceMillis since when it has not been closed, in ms since 1970 by the server's clock
   * @param why how the last attempt failed
   */
  public record Open(String worker, boolean resting, long sinceMillis, String why) {}

  /** Those of a stage, the one that opened first in front. */
  public CompletableFuture<List<Open>> open(String stage, long nowMillis) {
    Call args = Call.args().addKey(Keys.breakers(link, pipeline, stage));
    args.add(nowMillis - BreakerPresence.OPEN.toMillis()).add("+inf").add("BYSCORE");
    return link.shared()
        .list(Command.ZRANGE, args.add("WITHSCORES"))
        .thenApply(BreakerQueries::open);
  }

  private static List<Open> open(List<Object> membersAndScores) {
    List<Open> open = new ArrayList<>();
    for (int i = 0; i + 1 < membersAndScores.size(); i += 2) {
      Matcher form = FORM.matcher(Resp.text(membersAndScores.get(i)));
      if (form.matches()) {
        String worker = form.group(3);
        open.removeIf(earlier -> earlier.worker().equals(worker));
        long heard = Resp.score(membersAndScores.get(i + 1));
        long since = heard - Long.parseLong(form.group(1));
        open.add(new Open(worker, form.group(2).equals("open"), since, form.group(4)));
      }
    }
    open.sort(Comparator.comparingLong(Open::sinceMillis));
    return open;
  }
}
