package io.streamweir.internal.feature.progress;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.progress.ProgressScript.Change;
import io.streamweir.internal.lane.ProgressSink;
import io.streamweir.internal.settle.Held;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.pipeline.Progress;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a worker's handlers have come in one partition. Handlers change the board as often as
 * they like; what has changed is sent to Redis now and then, all of it in one call. What ended runs
 * have shown is taken back, so that only what runs is seen. Thread-safe.
 */
public final class ProgressBoard {
  /** Upkeep waits up to a tenth less, so no entry is written more than twice a second. */
  private static final Duration INTERVAL = Duration.ofMillis(600);

  private static final int MOST_CHANGES = 500; // of one call

  private final String pipeline;
  private final Keys keys;
  private final ProgressScript script;
  private final String worker;
  private final Map<Held, Line> lines = new ConcurrentHashMap<>();

  public ProgressBoard(RedisLink link, String pipeline, Keys keys, String worker) {
    this.pipeline = pipeline;
    this.keys = keys;
    this.script = new ProgressScript(link, keys);
    this.worker = worker;
  }

  /** What one entry's handler has said. */
  private static final class Line {
    final String stage;
    volatile Progress latest;
    volatile @Nullable Progress shown;

    Line(String stage, Progress latest) {
      this.stage = stage;
      this.latest = latest;
    }
  }

  /** A change, and what is noted when Redis has it. */
  private record Sent(Change change, Runnable shown) {}

  /** Where the handlers of a stage report. */
  public ProgressSink of(String stage) {
    return (held, progress) -> {
      Line line = lines.computeIfAbsent(held, first -> new Line(stage, progress));
      line.latest = progress;
    };
  }

  /** Shows what has changed. */
  public UpkeepTask task() {
    return UpkeepTask.awaiting(
        INTERVAL,
        "progress",
        "showing the progress of handlers of " + pipeline + "/" + keys.partition(),
        this::show);
  }

  /** Shows what has changed; ends when Redis has it. */
  public CompletableFuture<?> show() {
    List<Sent> changes = new ArrayList<>();
    lines.forEach((held, line) -> add(held, line, changes));
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (int from = 0; from < changes.size(); from += MOST_CHANGES) {
      asked.add(show(changes.subList(from, Math.min(from + MOST_CHANGES, changes.size()))));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<?> show(List<Sent> changes) {
    return script
        .run(changes.stream().map(Sent::change).toList())
        .thenRun(() -> changes.forEach(sent -> sent.shown().run()));
  }

  private void add(Held held, Line line, List<Sent> changes) {
    Progress before = line.shown;
    Progress latest = line.latest;
    if (held.undecided()) {
      if (!latest.equals(before)) {
        Change change = new Change(message(held, line, latest), false);
        changes.add(new Sent(change, () -> line.shown = latest));
      }
    } else if (before == null || held.gone()) {
      lines.remove(held, line); // nothing is shown, or another worker shows it
    } else {
      Change change = new Change(message(held, line, before), true);
      changes.add(new Sent(change, () -> lines.remove(held, line)));
    }
  }

  private ProgressMessage message(Held held, Line line, Progress progress) {
    return ProgressMessage.of(held, line.stage, progress, worker);
  }
}
