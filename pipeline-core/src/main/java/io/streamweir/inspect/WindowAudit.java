package io.streamweir.inspect;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Window;
import io.streamweir.redis.InboxQueries;
import io.streamweir.redis.Keys;
import io.streamweir.redis.RedisLink;
import io.streamweir.redis.WindowQueries;
import io.streamweir.redis.WindowQueries.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks for windows whose watermark does not move on although events wait in open spans. */
final class WindowAudit {
  /** A worker may be started anew, and an entry may take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long LOOK_AGAIN_MILLIS = 1_000; // a worker sees to a window every 200 ms

  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final WindowQueries queries;

  WindowAudit(RedisLink link, Pipeline<?> pipeline) {
    this.link = link;
    this.pipeline = pipeline;
    this.queries = new WindowQueries(link);
  }

  /** A window in a partition, and what was seen of it first. */
  private record Seen(Keys keys, Window window, Progress progress) {}

  /** What is wrong. Takes a second where it seems that nobody sees to a window. */
  List<Doctor.Finding> stalled() {
    List<Doctor.Finding> wrong = new ArrayList<>();
    List<Seen> unattended = new ArrayList<>();
    long now = new InboxQueries(link).now();
    for (Keys keys : link.partitions(pipeline.name(), pipeline.partitions())) {
      for (Window window : pipeline.windows()) {
        Progress progress = progress(keys, window);
        if (progress.open() == 0) {
          continue;
        }
        if (now - progress.watermark().tickedMillis() > PATIENCE.toMillis()) {
          unattended.add(new Seen(keys, window, progress));
        } else if (progress.watermark().heldMillis() > PATIENCE.toMillis()) {
          wrong.add(held(keys, window, progress));
        }
      }
    }
    if (!unattended.isEmpty() && pause()) {
      unattended.stream().filter(this::isStill).map(WindowAudit::unattended).forEach(wrong::add);
    }
    return wrong;
  }

  private Progress progress(Keys keys, Window window) {
    return link.await(queries.progress(keys, window));
  }

  /** Until a moment ago there may have been nothing to see to. */
  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isStill(Seen seen) {
    Progress now = progress(seen.keys(), seen.window());
    return now.open() > 0
        && now.watermark().tickedMillis() == seen.progress().watermark().tickedMillis();
  }

  private static Doctor.Finding unattended(Seen seen) {
    return new Doctor.Finding(
        false,
        "the watermark of "
            + name(seen.keys(), seen.window())
            + " does not advance: "
            + seen.progress().open()
            + " spans are open and no worker sees to them",
        "start a worker of the pipeline; where one runs, its log says why windows stay open");
  }

  private static Doctor.Finding held(Keys keys, Window window, Progress progress) {
    return new Doctor.Finding(
        false,
        "the watermark of %s does not advance: entries under way have held it for %d s; it is %d s behind the newest event"
            .formatted(
                name(keys, window),
                progress.watermark().heldMillis() / 1000,
                progress.watermark().lagMillis() / 1000),
        "find what is pending for long with `status --watch`; after "
            + window.maxHold().toSeconds()
            + " s windows close without it");
  }

  private static String name(Keys keys, Window window) {
    return "window " + window.name() + " in partition " + keys.partition();
  }
}
