package io.streamweir.internal.feature.results;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Resp;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Trims the log of one partition by age. Each end that is appended does so too; this is for logs to
 * which nothing is appended. A log whose pipeline keeps none any more expires by itself.
 */
public record LogTrim(RedisLink link, String pipeline, Keys keys, Duration kept) {
  private static final Script SCRIPT = new Script("wire/checks", "feature/results/trim-ends");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SELDOM = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

  /** Trims it again and again. */
  public UpkeepTask task() {
    String purpose = "trimming the results of " + pipeline + "/" + keys.partition();
    return UpkeepTask.paced(interval(), "trim-results", purpose, this::run);
  }

  private Duration interval() {
    Duration share = kept.dividedBy(10);
    return share.compareTo(OFTEN) < 0 ? OFTEN : share.compareTo(SELDOM) > 0 ? SELDOM : share;
  }

  private CompletionStage<Duration> run() {
    Call args = Call.args().addKey(keys.ends()).addKey(keys.missed());
    args.add(kept.toMillis()).add(kept.plus(FORGOTTEN_AFTER).toMillis());
    return SCRIPT
        .run(link.shared(), args)
        .thenApply(reply -> Resp.first(reply) > 0 ? Duration.ZERO : interval());
  }
}
