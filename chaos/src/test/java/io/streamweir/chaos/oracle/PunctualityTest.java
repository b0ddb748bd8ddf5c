package io.streamweir.chaos.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.chaos.oracle.Submission.Fate;
import io.streamweir.chaos.program.Events;
import io.streamweir.chaos.program.Kind;
import io.streamweir.pipeline.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PunctualityTest {
  private static final long LATENESS = Events.LATENESS.toMillis();
  private static final JobPlan JOB = new JobPlan(11, Kind.PLAIN, 1);

  private final List<Submission> history = new ArrayList<>();

  private Submission submit(JobPlan job, Fate fate, long begunAt, long endedAt) {
    Submission submission = new Submission(job, fate, begunAt, endedAt);
    history.add(submission);
    return submission;
  }

  private boolean binds(Submission submission, boolean prioritized) {
    return new Punctuality(history, Allowance.none(), prioritized).binds(submission);
  }

  private boolean binds(Submission submission) {
    return binds(submission, false);
  }

  @Test
  void bindsWhatWasSubmittedBeforeMuchNewerEvents() {
    Submission submission = submit(JOB, Fate.ACKNOWLEDGED, 0, 10);
    submit(new JobPlan(11 + LATENESS, Kind.PLAIN, 1), Fate.ACKNOWLEDGED, 11, 20);
    assertThat(binds(submission)).isTrue();
  }

  @Test
  void excusesWhatWasAnsweredAfterMuchNewerEventsHadBegun() {
    Submission submission = submit(JOB, Fate.ACKNOWLEDGED, 0, 10);
    submit(new JobPlan(11 + LATENESS, Kind.PLAIN, 1), Fate.UNCERTAIN, 9, 20);
    assertThat(binds(submission)).isFalse();
  }

  @Test
  void knowsNoEventsOfJobsThatMakeNone() {
    Submission submission = submit(JOB, Fate.ACKNOWLEDGED, 0, 10);
    submit(new JobPlan(9_000_000, Kind.SLOW, 1), Fate.ACKNOWLEDGED, 9, 20);
    assertThat(binds(submission)).isTrue();
  }

  @Test
  void excusesWhatIsDelayedTriedAgainOrUncertain() {
    assertThat(binds(submit(new JobPlan(17, Kind.PLAIN, 1), Fate.ACKNOWLEDGED, 0, 1))).isFalse();
    assertThat(binds(submit(new JobPlan(12, Kind.RETRY, 1), Fate.ACKNOWLEDGED, 0, 1))).isFalse();
    assertThat(binds(submit(JOB, Fate.UNCERTAIN, 0, 1))).isFalse();
    assertThat(binds(submit(JOB, Fate.ACKNOWLEDGED, 0, TimeUnit.SECONDS.toNanos(2)))).isFalse();
  }

  @Test
  void excusesWhatMoreUrgentJobsOvertake() {
    JobPlan normal = new JobPlan(5, Kind.PLAIN, 1);
    assertThat(JOB.priority()).isEqualTo(Priority.HIGH);
    assertThat(normal.priority()).isEqualTo(Priority.NORMAL);
    assertThat(binds(submit(JOB, Fate.ACKNOWLEDGED, 0, 1), true)).isTrue();
    assertThat(binds(submit(normal, Fate.ACKNOWLEDGED, 0, 1), true)).isFalse();
    assertThat(binds(submit(normal, Fate.ACKNOWLEDGED, 0, 1), false)).isTrue();
  }

  @Test
  void excusesWhatAFaultDestroyedOrRepeated() {
    Submission submission = submit(JOB, Fate.ACKNOWLEDGED, 0, 1);
    for (Allowance allowance :
        List.of(Allowance.losing(s -> true), Allowance.repeating(s -> true))) {
      assertThat(new Punctuality(history, allowance, false).binds(submission)).isFalse();
    }
  }
}
