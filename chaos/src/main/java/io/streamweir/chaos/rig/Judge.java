package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.oracle.Checker;
import io.streamweir.chaos.oracle.Fires;
import io.streamweir.chaos.oracle.Observation;
import io.streamweir.chaos.oracle.Oracle;
import io.streamweir.chaos.oracle.Submission;
import io.streamweir.chaos.oracle.Verdict;
import io.streamweir.chaos.oracle.Windows;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.RunLog.StageName;
import io.streamweir.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
          StageName.AFTER,
          StageName.TELL);

  private final Pipeline<?> pipeline;
  private final Observer observer;
  private final Workers workers;
  private final Tap tap;

  Judge(Pipeline<?> pipeline, Observer observer, Workers workers, Tap tap) {
    this.pipeline = pipeline;
    this.observer = observer;
    this.workers = workers;
    this.tap = tap;
  }

  /**
   * What came of a run.
   *
   * @param verdict in the terms of the checker
   * @param again how often handlers ran beyond what the jobs needed; -1 where nobody can tell
   * @param windows what became of the windows, in a line
   */
  record Found(Verdict verdict, long again, String windows) {}

  /** Where each job is remembered. */
  Found oneByOne(List<Submission> history, Map<String, Integer> published, Allowance allowance) {
    Observation found = observer.observe(Map.copyOf(published), tap);
    Verdict verdict = Checker.check(history, found, allowance, pipeline);
    long pieces = found.windows().told().values().stream().mapToLong(Windows.Told::pieces).sum();
    return new Found(
        verdict,
        verdict.lost() > 0 ? -1 : again(history, found),
        line(found.windows().told().size(), pieces, found.windows()));
  }

  /** Where only what the jobs add up to is known. */
  Found summed(Tally tally) {
    long letters = observer.letters().values().stream().mapToLong(List::size).sum();
    Map<String, Long> fired = observer.fired();
    List<String> wrong = new ArrayList<>(Fires.judge(fired, Answers.TICK_EVERY));
    wrong.addAll(observer.leftovers());
    Map<String, Long> sums = observer.sums();
    Windows windows = observer.windows();
    boolean overtaking = pipeline.priorities().size() > 1;
    Verdict verdict = tally.judge(sums, letters, windows, overtaking, wrong);
    long summaries = sums.getOrDefault("summaries", 0L);
    long again = workers.runs(REPEATABLE) - tally.runs() - fired.size() - summaries;
    return new Found(
        verdict, Math.max(0, again), line(summaries, sums.getOrDefault("told", 0L), windows));
  }

  private static String line(long summaries, long pieces, Windows windows) {
    return String.format(
        Locale.ROOT, "%d windows told of %d pieces; %d late", summaries, pieces, windows.late());
  }

  /** Handler runs beyond those that the jobs need. */
  private long again(List<Submission> history, Observation found) {
    long needed =
        history.stream()
            .filter(s -> found.results().containsKey(s.job().jobId()))
            .mapToLong(s -> Oracle.expect(s.job()).runs() - dangerous(s))
            .sum();
    long others = (long) found.fired().size() + found.windows().told().size();
    return Math.max(0, workers.runs(REPEATABLE) - needed - others);
  }

  private static int dangerous(Submission submission) {
    return switch (submission.job().kind()) {
      case SLOW -> 1;
      case HALT -> Answers.KILLS;
      default -> 0;
    };
  }
}
