package io.streamweir.internal.feature.window;

import static io.streamweir.worker.Rig.eventually;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Result;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Makes events for {@link WindowedWorkerMain}'s pipeline and knows what their windows must say. */
final class WindowedEvents {
  private final long base =
      WindowedWorkerMain.window().startOf(System.currentTimeMillis() - 3_600_000);
  private final Random random = new Random(5);
  private final Map<String, Expected> expected = new HashMap<>();

  /** What a span must have gathered. */
  private static final class Expected {
    long events;
    long sum;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    final TreeSet<String> texts = new TreeSet<>();
  }

  /** An event so many seconds after the first, which is not expected anywhere. */
  String at(long seconds, String key) {
    return (base + seconds * 1000) + " " + key + " 1 x";
  }

  /** So many events in the order of their times, over that many windows of a second. */
  List<String> make(int count, int windows) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long time = base + (long) i * windows * 1000 / count;
      String key = "key-" + random.nextInt(4);
      long value = random.nextInt(2_000_000) - 1_000_000;
      String text = "text-" + random.nextInt(30);
      texts.add(time + " " + key + " " + value + " " + text);
      Expected span = expected.computeIfAbsent(time / 1000 + " " + key, k -> new Expected());
      span.events++;
      span.sum += value;
      span.least = Math.min(span.least, value);
      span.greatest = Math.max(span.greatest, value);
      span.texts.add(text);
    }
    return texts;
  }

  /** What becomes known of closed windows from now on. */
  List<WindowSummary> summaries(Rig rig) {
    List<WindowSummary> summaries = Collections.synchronizedList(new ArrayList<>());
    rig.keep(
        rig.jobs()
            .subscribe(
                result -> {
                  if (result instanceof Result.Finished finished) {
                    summaries.add(finished.value(WindowSummary.class));
                  }
                }));
    return summaries;
  }

  /** Waits until every window is summed up, and holds each summary against what must be in it. */
  void expect(Rig rig, List<WindowSummary> summaries) {
    until(() -> rig.count("summed", "summaries") >= expected.size());
    eventually().until(() -> summaries.size() >= expected.size());
    assertThat(rig.counters("once").values()).containsOnly("1");
    assertThat(rig.count("summed", "events"))
        .isEqualTo(expected.values().stream().mapToLong(e -> e.events).sum());
    assertThat(summaries).hasSize(expected.size());
    List.copyOf(summaries).forEach(this::expect);
  }

  private void expect(WindowSummary summary) {
    Expected span = expected.get(summary.getStart() / 1000 + " " + summary.getKey());
    assertThat(span).as(summary.toString()).isNotNull();
    assertThat(summary.getUpdates()).isEqualTo(span.events);
    assertThat(summary.getCounts()).isEqualTo(Map.of("events", span.events));
    assertThat(summary.getSums()).isEqualTo(Map.of("value", span.sum));
    assertThat(summary.getMinima()).isEqualTo(Map.of("value", span.least));
    assertThat(summary.getMaxima()).isEqualTo(Map.of("value", span.greatest));
    assertThat(summary.getDistinct().get("texts"))
        .isBetween(span.texts.size() - 1L, span.texts.size() + 1L);
  }
}
