package io.streamweir.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.chaos.oracle.Expected;
import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.oracle.Mix;
import io.streamweir.chaos.oracle.Oracle;
import io.streamweir.chaos.oracle.Verdict;
import io.streamweir.chaos.oracle.Windows;
import io.streamweir.chaos.program.EchoPipeline;
import io.streamweir.chaos.program.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final int JOBS = 1_000;

  private final Mix mix = Mix.usual(5);
  private final Tally tally = new Tally();
  private final Map<String, Long> sums = new HashMap<>();
  private long letters;

  @BeforeEach
  void doJobs() {
    for (int number = 0; number < JOBS; number++) {
      tally.acknowledged(mix.job(number));
      add(mix.job(number), 1);
    }
  }

  private void add(JobPlan job, int times) {
    Expected expected = Oracle.expect(job);
    for (Expected.Effect effect : expected.effects()) {
      sums.merge("pieces", (long) times * effect.pieces(), Long::sum);
      sums.merge("values", times * effect.value(), Long::sum);
      sums.merge("marks", times * effect.mark(), Long::sum);
      if (effect.gathered()) {
        sums.merge("told", (long) times, Long::sum);
        sums.merge("told-values", times * effect.value(), Long::sum);
      }
    }
    sums.merge(EchoPipeline.ECHOES, job.kind() == Kind.ORDER ? times : 0L, Long::sum);
    letters += expected.end() instanceof Expected.End.Dead ? times : 0;
  }

  private Verdict judged() {
    return judged(0, false);
  }

  private Verdict judged(long late, boolean overtaking) {
    Windows windows = new Windows(Map.of(), 0, late, 0);
    return tally.judge(sums, letters, windows, overtaking, List.of());
  }

  @Test
  void isContentWhereEverythingAddsUp() {
    assertThat(judged().violations()).isEmpty();
    assertThat(judged().ok()).isEqualTo(JOBS);
    assertThat(tally.entries()).isGreaterThan(2 * JOBS);
  }

  @Test
  void findsALostJob() {
    add(mix.job(17), -1);
    assertThat(judged().passed()).isFalse();
    assertThat(judged().lost()).isPositive();
  }

  @Test
  void findsADuplicatedJob() {
    add(mix.job(17), 1);
    assertThat(judged().passed()).isFalse();
    assertThat(judged().duplicated()).isPositive();
  }

  @Test
  void findsALostJobBesideADuplicatedOne() {
    add(mix.job(17), 1);
    add(mix.job(18), -1);
    assertThat(judged().violations()).anyMatch(v -> v.startsWith("sum of marks"));
  }

  @Test
  void findsALostJobOfTheSecondPipeline() {
    sums.merge(EchoPipeline.ECHOES, -1L, Long::sum);
    assertThat(judged().violations()).anyMatch(v -> v.startsWith("sum of echoes"));
  }

  @Test
  void findsAPieceThatIsMissingInWindows() {
    sums.merge("told", -1L, Long::sum);
    assertThat(judged().violations()).anyMatch(v -> v.contains("pieces in windows"));
  }

  @Test
  void findsAWrongSumInWindows() {
    sums.merge("told-values", 1L, Long::sum);
    assertThat(judged().violations()).anyMatch(v -> v.contains("values in windows"));
  }

  @Test
  void findsMoreLatePiecesThanWereTriedAgainUnlessJobsOvertake() {
    sums.merge("told", -200L, Long::sum);
    assertThat(judged(200, false).violations()).anyMatch(v -> v.contains("were late"));
    assertThat(judged(200, true).violations()).isEmpty();
  }

  @Test
  void forgivesLatePiecesThatWereTriedAgain() {
    sums.merge("told", -5L, Long::sum);
    assertThat(judged(5, false).violations()).isEmpty();
  }

  @Test
  void findsAWindowThatWasNeverClosed() {
    Windows windows = new Windows(Map.of(), 1, 0, 0);
    assertThat(tally.judge(sums, letters, windows, false, List.of()).passed()).isFalse();
  }

  @Test
  void provesNothingWhereASubmitIsUncertain() {
    tally.uncertain();
    assertThat(judged().passed()).isFalse();
  }
}
