package io.streamweir.chaos.rig;

import io.streamweir.chaos.oracle.Expected;
import io.streamweir.chaos.oracle.JobPlan;
import io.streamweir.chaos.oracle.Oracle;
import io.streamweir.chaos.oracle.Verdict;
import io.streamweir.chaos.oracle.Windows;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.EchoPipeline;
import io.streamweir.chaos.program.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the acknowledged jobs of a run must add up to, for runs with more jobs than could be
 * remembered one by one. The sum of marks tells a lost piece and a duplicated one apart from none.
 * Thread-safe.
 */
final class Tally {
  private long jobs;
  private long entries;
  private long pieces;
  private long values;
  private long marks;
  private long letters;
  private long echoes;
  private long gathered;
  private long gatheredValues;
  private long gatheredLater;
  private long runs;
  private long uncertain;

  /** Adds a job that Redis has. */
  synchronized void acknowledged(JobPlan job) {
    Expected expected = Oracle.expect(job);
    jobs++;
    runs += expected.runs();
    entries += expected.arrivals().size();
    for (Expected.Effect effect : expected.effects()) {
      pieces += effect.pieces();
      values += effect.value();
      marks += effect.mark();
      gathered += effect.gathered() ? 1 : 0;
      gatheredLater += effect.gathered() && job.kind() == Kind.RETRY ? 1 : 0;
      gatheredValues += effect.gathered() ? effect.value() : 0;
    }
    echoes += job.kind() == Kind.ORDER ? 1 : 0;
    letters += expected.end() instanceof Expected.End.Dead ? 1 : 0;
  }

  /** Notes that nobody knows whether Redis has a job. */
  synchronized void uncertain() {
    uncertain++;
  }

  /** Entries that the jobs make in all inboxes together. */
  synchronized long entries() {
    return entries;
  }

  /** Handler runs that the jobs need. */
  synchronized long runs() {
    return runs;
  }

  /**
   * Judges what was found.
   *
   * @param overtaking whether some jobs overtake others, so that the events of those may be late
   */
  synchronized Verdict judge(
      Map<String, Long> sums,
      long lettersFound,
      Windows windows,
      boolean overtaking,
      List<String> leftovers) {
    List<String> violations = new ArrayList<>();
    compare("pieces", pieces, sums.getOrDefault("pieces", 0L), violations);
    compare("values", values, sums.getOrDefault("values", 0L), violations);
    compare("marks", marks, sums.getOrDefault("marks", 0L), violations);
    compare("echoes", echoes, sums.getOrDefault(EchoPipeline.ECHOES, 0L), violations);
    compare(Answers.BACK, 0, sums.getOrDefault(Answers.BACK, 0L), violations);
    compare("dead letters", letters, lettersFound, violations);
    judgeWindows(sums, windows, overtaking, violations);
    if (uncertain > 0) {
      violations.add(uncertain + " submits are uncertain, so the sums prove nothing");
    }
    boolean exact = violations.isEmpty();
    long missing = pieces + letters - sums.getOrDefault("pieces", 0L) - lettersFound;
    violations.addAll(leftovers);
    return new Verdict(
        jobs + uncertain,
        jobs,
        exact ? jobs : 0,
        Math.max(0, missing),
        0,
        Math.max(0, -missing),
        0,
        violations);
  }

  /** What passed is in windows or was late, which only what was tried again or overtaken may be. */
  private void judgeWindows(
      Map<String, Long> sums, Windows windows, boolean overtaking, List<String> violations) {
    long told = sums.getOrDefault("told", 0L);
    compare("pieces in windows and late ones", gathered, told + windows.late(), violations);
    if (windows.late() == 0) {
      long toldValues = sums.getOrDefault("told-values", 0L);
      compare("values in windows", gatheredValues, toldValues, violations);
    } else if (!overtaking && windows.late() > gatheredLater) {
      violations.add(windows.late() + " pieces were late where " + gatheredLater + " may be");
    }
    compare("early pieces", 0, windows.early(), violations);
    compare("open windows", 0, windows.open(), violations);
  }

  private static void compare(String name, long wanted, long found, List<String> violations) {
    if (wanted != found) {
      violations.add("sum of " + name + " is " + found + " where " + wanted + " is right");
    }
  }
}
