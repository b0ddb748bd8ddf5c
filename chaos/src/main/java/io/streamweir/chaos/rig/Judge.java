package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.oracle.Checker;
import io.streamweir.chaos.oracle.Fires;
import io.streamweir.chaos.oracle.Observation;
import io.streamweir.chaos.oracle.Oracle;
import io.streamweir.chaos.oracle.Submission;
import io.streamweir.chaos.oracle.Verdict;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.RunLog.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds what a run has left behind against what must be there, once the pipeline is quiet. */
final class Judge {
  private static final List<StageName> REPEATABLE =
      List.of(
          StageName.SPLIT,
          StageName.WORK,
          StageName.TOTAL,
          StageName.SIDE,
          StageName.SCATTER,
          StageName.PART,
          StageName.JOIN,
          StageName.LINE,
          StageName.AFTER);

  private final Observer observer;
  private final Workers workers;
  private final Tap tap;

  Judge(Observer observer, Workers workers, Tap tap) {
    this.observer = observer;
    this.workers = workers;
    this.tap = tap;
  }

  /**
   * What came of a run.
   *
   * @param verdict in the terms of the checker
   * @param again how often handlers ran beyond what the jobs needed; -1 where nobody can tell
   */
  record Found(Verdict verdict, long again) {}

  /** Where each job is remembered. */
  Found oneByOne(List<Submission> history, Map<String, Integer> published, Allowance allowance) {
    Observation found = observer.observe(Map.copyOf(published), tap);
    Verdict verdict = Checker.check(history, found, allowance);
    return new Found(verdict, verdict.lost() > 0 ? -1 : again(history, found));
  }

  /** Where only what the jobs add up to is known. */
  Found summed(Tally tally) {
    long letters = observer.letters().values().stream().mapToLong(List::size).sum();
    Map<String, Long> fired = observer.fired();
    List<String> wrong = new ArrayList<>(Fires.judge(fired, Answers.TICK_EVERY));
    wrong.addAll(observer.leftovers());
    Verdict verdict = tally.judge(observer.sums(), letters, wrong);
    return new Found(verdict, Math.max(0, workers.runs(REPEATABLE) - tally.runs() - fired.size()));
  }

  /** Handler runs beyond those that the jobs need. */
  private long again(List<Submission> history, Observation found) {
    long needed =
        history.stream()
            .filter(s -> found.results().containsKey(s.job().jobId()))
            .mapToLong(s -> Oracle.expect(s.job()).runs() - dangerous(s))
            .sum();
    return Math.max(0, workers.runs(REPEATABLE) - needed - found.fired().size());
  }

  private static int dangerous(Submission submission) {
    return switch (submission.job().kind()) {
      case SLOW -> 1;
      case HALT -> Answers.KILLS;
      default -> 0;
    };
  }
}
