package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.window.WindowQueries;
import io.streamweir.internal.feature.window.WindowQueries.Progress;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Windows whose watermark does not move on although events wait in open spans. */
final class WindowExamination implements Examination {
  /** A worker may be started anew, and an entry may take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long LOOK_AGAIN_MILLIS = 1_000; // a worker sees to a window every 200 ms

  /** A window in a partition, and what was seen of it first. */
  private record Seen(Keys keys, Window window, Progress progress) {}

  /** Takes a second where it seems that no worker attends to a window. */
  @Override
  public void examine(Subject subject, Findings findings) {
    if (subject.pipeline().windows().isEmpty() || !sound(subject, findings)) {
      return;
    }
    List<Seen> unattended = new ArrayList<>();
    long now = subject.queries().now();
    for (Keys keys : subject.partitions()) {
      for (Window window : subject.pipeline().windows()) {
        Progress progress = progress(subject, keys, window);
        if (progress.open() == 0) {
          continue;
        }
        if (now - progress.watermark().tickedMillis() > PATIENCE.toMillis()) {
          unattended.add(new Seen(keys, window, progress));
        } else if (progress.watermark().heldMillis() > PATIENCE.toMillis()) {
          reportHeld(keys, window, progress, findings);
        }
      }
    }
    if (!unattended.isEmpty() && pause()) {
      unattended.stream()
          .filter(seen -> isStill(subject, seen))
          .forEach(seen -> reportUnattended(seen, findings));
    }
  }

  private static boolean sound(Subject subject, Findings findings) {
    boolean sound = true;
    for (Keys keys : subject.partitions()) {
      for (Window window : subject.pipeline().windows()) {
        sound &= subject.sound(keys.windowProgress(window.name()), "hash", findings);
        sound &= subject.sound(keys.windowOpen(window.name()), "zset", findings);
      }
    }
    return sound;
  }

  private static Progress progress(Subject subject, Keys keys, Window window) {
    return subject.link().await(new WindowQueries(subject.link()).progress(keys, window));
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

  private static boolean isStill(Subject subject, Seen seen) {
    Progress now = progress(subject, seen.keys(), seen.window());
    return now.open() > 0
        && now.watermark().tickedMillis() == seen.progress().watermark().tickedMillis();
  }

  private static void reportUnattended(Seen seen, Findings findings) {
    findings.wrong(
        "the watermark of "
            + name(seen.keys(), seen.window())
            + " does not advance: "
            + Plural.of(seen.progress().open(), "span is", "spans are")
            + " open and no worker closes any",
        "start a worker of the pipeline; where one runs, its log says why windows stay open");
  }

  private static void reportHeld(Keys keys, Window window, Progress progress, Findings findings) {
    findings.wrong(
        String.format(
            Locale.ROOT,
            "the watermark of %s does not advance: entries under way have held it for %d s; it is"
                + " %d s behind the newest event",
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
