package io.streamweir.internal.feature.progress;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs {@code show-progress.lua} in one partition. Thread-safe. */
public final class ProgressScript {
  static final Script SCRIPT = new Script("wire/checks", "feature/progress/show-progress");

  /** What a worker needs for this. */
  public static final List<Needs> NEEDS = List.of(SCRIPT.needs());

  /** For how long something is shown after the last change of any of the job's entries. */
  static final Duration TTL = Duration.ofDays(1);

  private final RedisLink link;
  private final Keys keys;
  private final String publish;

  ProgressScript(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
    this.publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
  }

  /**
   * What is to be changed.
   *
   * @param over whether to take it back, since the run has ended
   */
  record Change(ProgressMessage message, boolean over) {}

  /** Fails with a {@link RedisCallException}; may be repeated. */
  CompletableFuture<?> run(List<Change> changes) {
    Call args = Call.args().addKey(keys.progressTold());
    changes.forEach(each -> args.addKey(keys.progress(each.message().jobId())));
    args.add(publish).add(TTL.toMillis());
    for (Change each : changes) {
      ProgressMessage message = each.message();
      args.add(message.field()).add(message.text());
      args.add(each.over() ? "" : message.front());
    }
    return SCRIPT.run(link.shared(), args);
  }
}
