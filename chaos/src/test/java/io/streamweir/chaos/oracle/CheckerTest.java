package io.streamweir.chaos.oracle;

import static io.streamweir.chaos.oracle.Submission.Fate.ACKNOWLEDGED;
import static io.streamweir.chaos.oracle.Submission.Fate.REFUSED;
import static io.streamweir.chaos.oracle.Submission.Fate.UNCERTAIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckerTest {
  private static final JobPlan PLAIN = new JobPlan(1, Kind.PLAIN, 11);
  private static final JobPlan FAN = new JobPlan(2, Kind.FAN, 12);
  private static final JobPlan DEAD = new JobPlan(3, Kind.FAIL, 13);

  private final History history = new History();

  private static void expect(Verdict verdict, String... violations) {
    assertThat(verdict.violations()).hasSize(violations.length);
    for (int i = 0; i < violations.length; i++) {
      assertThat(verdict.violations().get(i)).contains(violations[i]);
    }
  }

  @Test
  void isContentWhereEveryJobHappenedOnce() {
    JobPlan[] all =
        Arrays.stream(Kind.values())
            .map(kind -> new JobPlan(kind.ordinal(), kind, 100 + kind.ordinal()))
            .toArray(JobPlan[]::new);
    Verdict verdict = history.with(ACKNOWLEDGED, all).judged();
    expect(verdict);
    assertThat(verdict.passed()).isTrue();
    assertThat(verdict)
        .extracting(Verdict::attempted, Verdict::acknowledged, Verdict::ok)
        .containsOnly((long) all.length);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void findsALostJobOfEveryKind(Kind kind) {
    Verdict verdict = history.submitted(ACKNOWLEDGED, new JobPlan(1, kind, 1)).judged();
    expect(verdict, "is lost: ");
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.ok()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void findsADuplicatedJobOfEveryKind(Kind kind) {
    JobPlan job = new JobPlan(1, kind, 1);
    Verdict verdict = history.with(ACKNOWLEDGED, job).done(job).judged();
    expect(verdict, "happened more than once");
    assertThat(verdict.duplicated()).isEqualTo(1);
  }

  @Test
  void findsAnEndThatTheLogOfResultsMissesOrTells() {
    history.with(ACKNOWLEDGED, PLAIN, DEAD);
    history.logged.remove(PLAIN.jobId());
    history.logged.get(DEAD.jobId()).add("4711");
    Verdict verdict = history.judged();
    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.duplicated()).isEqualTo(1);
    assertThat(verdict.unexpected()).isEqualTo(1);
  }

  @Test
  void findsACheckpointThatWentBack() {
    history.with(ACKNOWLEDGED, PLAIN).sums.put(Answers.BACK, 1L);
    expect(history.judged(), "sum of checkpoints-back is 1");
  }

  @Test
  void findsAnUnexpectedJob() {
    Verdict verdict = history.done(PLAIN).judged();
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.unexpected()).isPositive();
    assertThat(verdict.attempted()).isZero();
  }

  @Test
  void takesWhatComesOfARefusedJobForUnexpected() {
    Verdict verdict = history.with(REFUSED, PLAIN).judged();
    assertThat(verdict.unexpected()).isPositive();
    assertThat(verdict.attempted()).isZero();
  }

  @Test
  void countsAnUncertainJobThatWasDoneAsRecovered() {
    Verdict verdict =
        history.with(UNCERTAIN, PLAIN).submitted(UNCERTAIN, FAN).with(REFUSED).judged();
    expect(verdict);
    assertThat(verdict.recovered()).isEqualTo(1);
    assertThat(verdict.lost()).isZero();
    assertThat(verdict.acknowledged()).isZero();
    assertThat(verdict.attempted()).isEqualTo(2);
  }

  @Test
  void findsAnUncertainJobThatWasDoneInPart() {
    history.with(UNCERTAIN, FAN).effects.remove("total/2.1");
    expect(
        history.judged(),
        "is lost in part",
        "told Told",
        "-1 pieces are in no window",
        "sum of pieces",
        "sum of values",
        "sum of marks");
  }

  @Test
  void findsALostPiece() {
    history.with(ACKNOWLEDGED, FAN).effects.remove("work/2.2");
    Verdict verdict = history.judged();
    expect(verdict, "is lost in part");
    assertThat(verdict.lost()).isEqualTo(1);
  }

  @Test
  void findsAnOutputThatAppearedTwice() {
    history.with(ACKNOWLEDGED, PLAIN).arrivals.merge("job-1 work/0/1", 1, Integer::sum);
    expect(history.judged(), "arrival work/0/1 2");
  }

  @Test
  void missesNoArrivalWhereAnEntryMayHaveRunThrough() {
    history.with(ACKNOWLEDGED, PLAIN).arrivals.remove("job-1 work/0/1");
    expect(history.judged());
    history.arrivals.remove("job-1 split/0/1");
    expect(history.judged(), "is lost in part");
  }

  @Test
  void findsAnEntryThatBelongsToNothing() {
    history.with(ACKNOWLEDGED, PLAIN).arrivals.put("job-1 side/1/1", 1);
    expect(history.judged(), "job-1 side/1/1 belongs to nothing");
  }

  @Test
  void findsAResultPublishedTwice() {
    history.with(ACKNOWLEDGED, PLAIN).published.put("job-1", 2);
    expect(history.judged(), "published 2");
  }

  @Test
  void forgivesAMissedMessage() {
    history.with(ACKNOWLEDGED, PLAIN).published.clear();
    expect(history.judged());
  }

  @Test
  void findsAWrongAnswer() {
    history.with(ACKNOWLEDGED, PLAIN).results.put("job-1", "0");
    expect(history.judged(), "job-1 ended with '0'");
  }

  @Test
  void findsADeadLetterThatShouldNotBe() {
    history.with(ACKNOWLEDGED, PLAIN).letters.put("job-1", List.of("work attempts"));
    expect(history.judged(), "job-1 is a dead letter of work attempts");
  }

  @Test
  void findsADeadLetterForAnotherReason() {
    history.with(ACKNOWLEDGED, DEAD).letters.put("job-3", List.of("work deliveries"));
    assertThat(history.judged().violations())
        .anyMatch(v -> v.contains("job-3 is a dead letter of work deliveries"))
        .anyMatch(v -> v.contains("is lost in part"));
  }

  @Test
  void findsASumThatIsOff() {
    history.with(ACKNOWLEDGED, PLAIN).sums.merge("values", 1L, Long::sum);
    expect(history.judged(), "sum of values");
  }

  @Test
  void findsAWindowThatWasNeverTold() {
    history.with(ACKNOWLEDGED, PLAIN).untold();
    expect(history.judged(), "never told of its 1 pieces", "1 pieces are in no window");
  }

  @Test
  void findsAWindowThatWasToldTwice() {
    history
        .with(ACKNOWLEDGED, PLAIN)
        .told
        .computeIfPresent(
            history.summaryOf(PLAIN),
            (id, told) ->
                new Windows.Told(2, 2, 2, 2 * told.values(), told.least(), told.greatest(), 2));
    expect(history.judged(), "told 2 times", "-1 pieces are in no window");
  }

  @Test
  void findsASummaryThatAppearedTwice() {
    history.with(ACKNOWLEDGED, PLAIN);
    history.arrivals.put(history.summaryOf(PLAIN) + " tell/0/1", 2);
    expect(history.judged(), "arrived 2 times");
  }

  @Test
  void findsAWindowOfNothing() {
    history.with(ACKNOWLEDGED, DEAD).told.put("other", new Windows.Told(1, 1, 1, 1, 1, 1, 1));
    assertThat(history.judged().violations()).anyMatch(v -> v.contains("tells of nothing"));
  }

  @Test
  void findsAPieceThatIsLateAlthoughItWasSubmittedInTime() {
    history.with(ACKNOWLEDGED, PLAIN).untold();
    history.late = 1;
    expect(history.judged(), "never told of its 1 pieces");
  }

  @Test
  void forgivesAPieceThatIsLateSinceItWasTriedAgain() {
    history.with(ACKNOWLEDGED, new JobPlan(4, Kind.RETRY, 1)).untold();
    history.late = 1;
    expect(history.judged());
  }

  @Test
  void findsAKeyThatAJobStillHoldsWhenItHasEnded() {
    history.with(ACKNOWLEDGED, PLAIN).heldKeys.add("held-1");
    expect(history.judged(), "has ended and still holds its dedupe key");
  }

  @Test
  void findsAKeyThatNobodyHolds() {
    history.with(ACKNOWLEDGED, PLAIN).submitted(REFUSED, new JobPlan(7, Kind.PLAIN, 1));
    history.heldKeys.add("held-7");
    expect(history.judged(), "held-7 belongs to nothing");
  }

  @Test
  void excusesTheKeyOfAJobThatAFaultRepeated() {
    history.with(ACKNOWLEDGED, PLAIN).heldKeys.add("held-1");
    expect(history.judged(Allowance.repeating(s -> s.job().equals(PLAIN))));
  }

  @Test
  void passesOnWhatIsLeftOver() {
    history.with(ACKNOWLEDGED, PLAIN).leftovers.add("work: 1 wait");
    expect(history.judged(), "work: 1 wait");
  }

  @Test
  void allowsTheLossOfTheJobsThatAFaultDestroyedAndOfNoOthers() {
    history.submitted(ACKNOWLEDGED, PLAIN).submitted(ACKNOWLEDGED, DEAD);
    Verdict verdict = history.judged(Allowance.losing(s -> s.job().equals(PLAIN)));
    expect(verdict, "is lost: ");
    assertThat(verdict.lost()).isEqualTo(2);
  }

  @Test
  void allowsTheRepetitionOfTheJobsThatAFaultRepeatedAndOfNoOthers() {
    history.with(ACKNOWLEDGED, PLAIN, FAN).done(PLAIN).done(FAN);
    Verdict verdict = history.judged(Allowance.repeating(s -> s.job().equals(PLAIN)));
    expect(verdict, "happened more than once");
    assertThat(verdict.duplicated()).isEqualTo(2);
  }
}
