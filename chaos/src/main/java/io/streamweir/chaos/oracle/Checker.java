package io.streamweir.chaos.oracle;

import io.streamweir.chaos.oracle.Expected.Effect;
import io.streamweir.chaos.oracle.Expected.End;
import io.streamweir.chaos.oracle.Submission.Fate;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.Events;
import io.streamweir.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what was found with what must be there, job by job and number by number. An acknowledged
 * job must have had every effect exactly once, one whose answer was lost must have had all of them
 * or none, and nothing else may be there. For one run; not thread-safe.
 */
public final class Checker {
  private final Observation found;
  private final Allowance allowance;
  private final Pipeline<?> pipeline;
  private final Punctuality punctuality;
  private final Spans spans = new Spans();
  private final Set<String> known = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final Sums expected = new Sums();
  private long attempted;
  private long acknowledged;
  private long ok;
  private long lost;
  private long unexpected;
  private long duplicated;
  private long recovered;

  private Checker(
      List<Submission> history, Observation found, Allowance allowance, Pipeline<?> pipeline) {
    this.found = found;
    this.allowance = allowance;
    this.pipeline = pipeline;
    this.punctuality = new Punctuality(history, allowance, pipeline.priorities().size() > 1);
  }

  /**
   * Judges a run.
   *
   * @param pipeline that the jobs went through
   */
  public static Verdict check(
      List<Submission> history, Observation found, Allowance allowance, Pipeline<?> pipeline) {
    Checker checker = new Checker(history, found, allowance, pipeline);
    history.forEach(checker::judge);
    return checker.verdict();
  }

  /** What the observed effects add up to. */
  private static final class Sums {
    long pieces;
    long values;
    long marks;
  }

  private void judge(Submission submission) {
    if (submission.fate() == Fate.REFUSED) {
      return;
    }
    attempted++;
    boolean told = submission.fate() == Fate.ACKNOWLEDGED;
    acknowledged += told ? 1 : 0;
    Evidence evidence = collect(submission, Oracle.expect(submission.job()));
    if (evidence.most > 0 && evidence.least > 0) {
      ok++;
      recovered += told ? 0 : 1;
    } else if (told || evidence.most > 0) {
      lost++;
      if (!allowance.mayBeLost().test(submission)) {
        violations.add(
            submission.job() + " is lost" + (evidence.most > 0 ? " in part: " : ": ") + evidence);
      }
    }
    checkKey(submission, evidence);
    if (evidence.most > 1) {
      duplicated++;
      if (!allowance.mayRepeat().test(submission)) {
        violations.add(submission.job() + " happened more than once: " + evidence);
      }
    }
  }

  /** What was destroyed or handled again may leave its key until that expires. */
  private void checkKey(Submission submission, Evidence evidence) {
    String key = submission.job().heldKey();
    if (key == null) {
      return;
    }
    known.add(key);
    boolean excused =
        allowance.mayBeLost().test(submission) || allowance.mayRepeat().test(submission);
    if (evidence.least > 0 && !excused && found.heldKeys().contains(key)) {
      violations.add(submission.job() + " has ended and still holds its dedupe key");
    }
  }

  /** How often each of a job's traces is there. */
  private static final class Evidence {
    private final StringBuilder text = new StringBuilder();
    private long least = Long.MAX_VALUE;
    private long most;

    void add(String what, long times) {
      least = Math.min(least, times);
      most = Math.max(most, times);
      text.append(text.isEmpty() ? "" : ", ").append(what).append(' ').append(times);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private Evidence collect(Submission submission, Expected expectedOfJob) {
    JobPlan job = submission.job();
    String summary = summaryOf(job);
    boolean punctual = punctuality.binds(submission);
    Evidence evidence = new Evidence();
    for (Effect effect : expectedOfJob.effects()) {
      long times = found.effects().getOrDefault(effect.name(), 0L);
      known.add(effect.name());
      evidence.add(effect.name(), times);
      expected.pieces += times * effect.pieces();
      expected.values += times * effect.value();
      expected.marks += times * effect.mark();
      if (effect.gathered()) {
        spans.add(summary, job.number(), effect.value(), times, punctual);
      }
    }
    String jobId = job.jobId();
    known.add(jobId);
    addEnd(evidence, jobId, expectedOfJob.end());
    if (!allowance.rewound()) {
      for (String arrival : expectedOfJob.arrivals()) {
        String key = Observation.arrivalKey(jobId, arrival);
        known.add(key);
        int times = found.arrivals().getOrDefault(key, 0);
        if (times > 0 || !mayRunThrough(arrival)) {
          evidence.add("arrival " + arrival, times);
        }
      }
      int published = found.published().getOrDefault(jobId, 0);
      if (published > 1) { // none at all: the reader was cut off
        evidence.add("published", published);
      }
    }
    return evidence;
  }

  /** A first attempt may be handled without its inbox, where the pipeline says so. */
  private boolean mayRunThrough(String arrival) {
    return arrival.endsWith("/1")
        && pipeline.runsThrough(arrival.substring(0, arrival.indexOf('/')));
  }

  private String summaryOf(JobPlan job) {
    String key = Answers.key(job.number(), job.kind(), job.jobId());
    return Events.summaryOf(job.number(), pipeline.partitionOf(key));
  }

  private void addEnd(Evidence evidence, String jobId, End end) {
    List<String> letters = found.letters().getOrDefault(jobId, List.of());
    String result = found.results().get(jobId);
    String wanted = wanted(end);
    if (end instanceof End.Dead) {
      evidence.add("letter", letters.stream().filter(wanted::equals).count());
      letters.stream()
          .filter(letter -> !letter.equals(wanted))
          .forEach(letter -> unexpected(jobId + " is a dead letter of " + letter));
    } else {
      letters.forEach(letter -> unexpected(jobId + " is a dead letter of " + letter));
    }
    evidence.add("result", result == null ? 0 : 1);
    List<String> logged = found.logged().getOrDefault(jobId, List.of());
    evidence.add("logged end", logged.size());
    logged.stream()
        .filter(logs -> !logs.equals(wanted))
        .forEach(logs -> unexpected(jobId + " ended with '" + logs + "' by the log of results"));
    if (result != null && !result.equals(wanted)) {
      unexpected(jobId + " ended with '" + result + "' where '" + wanted + "' is right");
    }
  }

  private static String wanted(End end) {
    return end instanceof End.Dead dead
        ? dead.stage() + " " + dead.reason()
        : Long.toString(((End.Finished) end).value());
  }

  private void unexpected(String what) {
    unexpected++;
    violations.add("unexpected: " + what);
  }

  private Verdict verdict() {
    for (String fire : found.fired().keySet()) {
      known.add(Observation.arrivalKey(fire, Oracle.arrival("split", 0, 1)));
    }
    judgeWindows();
    strangers(found.effects().keySet());
    strangers(found.results().keySet());
    strangers(found.logged().keySet());
    strangers(found.letters().keySet());
    strangers(found.published().keySet());
    strangers(found.heldKeys());
    if (!allowance.rewound()) {
      strangers(found.arrivals().keySet());
    }
    if (allowance.exact()) {
      violations.addAll(
          allowance.clockSet()
              ? Fires.judgeTimes(found.fired(), Answers.TICK_EVERY)
              : Fires.judge(found.fired(), Answers.TICK_EVERY));
      violations.addAll(found.order().judge());
    }
    compare("pieces", expected.pieces);
    compare("values", expected.values);
    compare("marks", expected.marks);
    if (allowance.exact() && !allowance.rewound()) {
      compare(Answers.BACK, 0);
    }
    violations.addAll(found.leftovers());
    return new Verdict(
        attempted,
        acknowledged,
        ok,
        lost,
        unexpected,
        duplicated,
        recovered,
        List.copyOf(violations));
  }

  /** Each summary is an entry of its own, and comes once. */
  private void judgeWindows() {
    violations.addAll(spans.judge(found.windows()));
    for (String summary : found.windows().told().keySet()) {
      String key = Observation.arrivalKey(summary, Oracle.arrival("tell", 0, 1));
      known.add(key);
      int times = found.arrivals().getOrDefault(key, 0);
      if (times != 1 && !allowance.rewound()) {
        violations.add("the summary " + summary + " arrived " + times + " times");
      }
    }
  }

  private void strangers(Set<String> observed) {
    observed.stream()
        .filter(key -> !known.contains(key))
        .forEach(key -> unexpected(key + " belongs to nothing that was submitted"));
  }

  private void compare(String name, long sum) {
    long observed = found.sums().getOrDefault(name, 0L);
    if (observed != sum) {
      violations.add("sum of " + name + " is " + observed + " where " + sum + " is right");
    }
  }
}
