package io.streamweir.internal.feature.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.feature.schedule.FirePlan.Step;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FirePlanTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.050Z");
  private static final Timing SECOND = Timing.every(Duration.ofSeconds(1));
  private static final Timing HOUR = Timing.every(Duration.ofHours(1));
  private static final Timing NIGHT = Timing.cron("30 2 * * *", ZoneOffset.UTC);

  @Test
  void firesWhatIsDue() {
    assertThat(plan(HOUR, MissedFires.skip(), "2026-11-21T12:00:00Z"))
        .containsExactly(
            step("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z"));
  }

  @Test
  void firesAllThatAreAMinuteLateOrLess() {
    List<Step> steps = plan(SECOND, MissedFires.skip(), "2026-11-21T11:59:01Z");
    assertThat(steps).hasSize(60);
    assertThat(fires(steps)).startsWith("2026-11-21T11:59:01Z").endsWith("2026-11-21T12:00:00Z");
    assertThat(steps.get(59).next()).isEqualTo("2026-11-21T12:00:01Z");
  }

  @Test
  void skipsWhatWasMissed() {
    assertThat(plan(HOUR, MissedFires.skip(), "2026-11-21T05:00:00Z"))
        .containsExactly(
            new Step(Instant.parse("2026-11-21T05:00:00Z"), null, at("2026-11-21T12:00:00Z")),
            step("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z", "2026-11-21T13:00:00Z"));
    assertThat(plan(NIGHT, MissedFires.skip(), "2026-11-18T02:30:00Z"))
        .containsExactly(
            new Step(Instant.parse("2026-11-18T02:30:00Z"), null, at("2026-11-22T02:30:00Z")));
  }

  @Test
  void firesTheLatestMissedOneOnce() {
    assertThat(plan(NIGHT, MissedFires.once(), "2026-11-18T02:30:00Z"))
        .containsExactly(
            step("2026-11-18T02:30:00Z", "2026-11-21T02:30:00Z", "2026-11-22T02:30:00Z"));
  }

  @Test
  void firesTheLatestMissedOnesUpToABoundAndThoseThatAreNotMissed() {
    List<Step> steps = plan(HOUR, MissedFires.all(3), "2026-11-20T00:00:00Z");
    assertThat(fires(steps))
        .containsExactly(
            "2026-11-21T09:00:00Z",
            "2026-11-21T10:00:00Z",
            "2026-11-21T11:00:00Z",
            "2026-11-21T12:00:00Z");
    assertThat(steps.get(0).due()).isEqualTo("2026-11-20T00:00:00Z");
    assertThat(plan(NIGHT, MissedFires.all(100), "2026-11-18T02:30:00Z")).hasSize(4);
  }

  @Test
  void eachStepBeginsWhereTheLastOneEnds() {
    List<Step> steps = plan(HOUR, MissedFires.all(1_000), "2026-11-01T00:00:00Z");
    assertThat(steps).hasSize(FirePlan.MOST_STEPS);
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i).due())
          .isEqualTo(steps.get(i - 1).next())
          .isEqualTo(steps.get(i).fire());
    }
  }

  @Test
  void theNextLookGoesOnWhereOneWasTooLong() {
    List<String> all = new ArrayList<>();
    Instant due = Instant.parse("2026-11-01T00:00:00Z");
    while (!due.isAfter(NOW)) {
      List<Step> steps = FirePlan.steps(HOUR, MissedFires.all(250), due, NOW);
      all.addAll(fires(steps));
      due = steps.get(steps.size() - 1).next();
    }
    assertThat(all).hasSize(251).doesNotHaveDuplicates().isSorted();
    assertThat(all.get(250)).isEqualTo("2026-11-21T12:00:00Z");
  }

  @Test
  void looksBackNoFurtherThanItMust() {
    Timing second = Timing.cron("* * * * * *", ZoneOffset.UTC);
    long begun = System.nanoTime();
    List<Step> steps = plan(second, MissedFires.once(), "2020-01-01T00:00:00Z");
    assertThat(fires(steps)).first().isEqualTo("2026-11-21T11:59:00Z");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  private static List<Step> plan(Timing timing, MissedFires missed, String due) {
    return FirePlan.steps(timing, missed, at(due), NOW);
  }

  private static List<String> fires(List<Step> steps) {
    return steps.stream().map(Step::fire).filter(Objects::nonNull).map(Instant::toString).toList();
  }

  private static Step step(String due, String fire, String next) {
    return new Step(at(due), at(fire), at(next));
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}
