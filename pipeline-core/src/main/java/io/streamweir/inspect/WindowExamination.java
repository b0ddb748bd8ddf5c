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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Windows whose watermark does not move on although events wait in open spans. */
final class WindowExamination implements Examination {
  /** A worker may be started anew, and an entry may take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final long LOOK_AGAIN_MILLIS = 1_000; // a worker sees to a window every 200 ms

  /** What was seen of a window first. */
  private record Seen(Place place, Progress progress) {}

  /** A window in a partition. */
  private record Place(Keys keys, Window window) {
    private String name() {
      return "window " + window.name() + " in partition " + keys.partition();
    }
  }

  /** Takes a second where it seems that no worker attends to a window. */
  @Override
  public void examine(Subject subject, Findings findings) {
    if (subject.pipeline().windows().isEmpty() || !sound(subject, findings)) {
      return;
    }
    List<Seen> unattended = new ArrayList<>();
    long now = subject.now();
    for (Seen seen : subject.link().awaitEach(windows(subject), place -> see(subject, place))) {
      Progress progress = seen.progress();
      if (progress.open() == 0) {
        continue;
      }
      if (now - progress.watermark().tickedMillis() > PATIENCE.toMillis()) {
        unattended.add(seen);
      } else if (progress.watermark().heldMillis() > PATIENCE.toMillis()) {
        reportHeld(seen, findings);
      }
    }
    if (!unattended.isEmpty() && pause()) {
      unattended.stream()
          .filter(seen -> isStill(subject, seen))
          .forEach(seen -> reportUnattended(seen, findings));
    }
  }

  private static List<Place> windows(Subject subject) {
    return subject.partitions().stream()
        .flatMap(keys -> subject.pipeline().windows().stream().map(w -> new Place(keys, w)))
        .toList();
  }

  private static boolean sound(Subject subject, Findings findings) {
    List<Place> places = windows(subject);
    subject.learnTypes(
        places.stream()
            .flatMap(
                place ->
                    Stream.of(
                        place.keys.windowProgress(place.window.name()),
                        place.keys.windowOpen(place.window.name())))
            .toList());
    boolean sound = true;
    for (Place place : places) {
      sound &= subject.sound(place.keys.windowProgress(place.window.name()), "hash", findings);
      sound &= subject.sound(place.keys.windowOpen(place.window.name()), "zset", findings);
    }
    return sound;
  }

  private static CompletableFuture<Seen> see(Subject subject, Place place) {
    return new WindowQueries(subject.link())
        .progress(place.keys, place.window)
        .thenApply(progress -> new Seen(place, progress));
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
    Progress now = subject.link().await(see(subject, seen.place())).progress();
    return now.open() > 0
        && now.watermark().tickedMillis() == seen.progress().watermark().tickedMillis();
  }

  private static void reportUnattended(Seen seen, Findings findings) {
    findings.wrong(
        "the watermark of "
            + seen.place().name()
            + " does not advance: "
            + Plural.of(seen.progress().open(), "span is", "spans are")
            + " open and no worker closes any",
        "start a worker of the pipeline; where one runs, its log says why windows stay open");
  }

  private static void reportHeld(Seen seen, Findings findings) {
    Progress progress = seen.progress();
    findings.wrong(
        String.format(
            Locale.ROOT,
            "the watermark of %s does not advance: entries under way have held it for %d s; it is"
                + " %d s behind the newest event",
            seen.place().name(),
            progress.watermark().heldMillis() / 1000,
            progress.watermark().lagMillis() / 1000),
        "find what is pending for long with `status --watch`; after "
            + seen.place().window().maxHold().toSeconds()
            + " s windows close without it");
  }
}
