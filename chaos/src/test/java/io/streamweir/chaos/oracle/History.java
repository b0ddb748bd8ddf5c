package io.streamweir.chaos.oracle;

import io.streamweir.chaos.oracle.Expected.Effect;
import io.streamweir.chaos.oracle.Expected.End;
import io.streamweir.chaos.oracle.Submission.Fate;
import io.streamweir.chaos.program.Answers;
import io.streamweir.chaos.program.ChaosPipeline;
import io.streamweir.chaos.program.Events;
import io.streamweir.chaos.program.Settings;
import io.streamweir.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Jobs as a perfect engine would leave them, to be spoiled by a test. */
final class History {
  final List<Submission> submissions = new ArrayList<>();
  final Map<String, Long> effects = new HashMap<>();
  final Map<String, Long> sums = new HashMap<>();
  final Map<String, String> results = new HashMap<>();
  final Map<String, List<String>> logged = new HashMap<>();
  final Map<String, List<String>> letters = new HashMap<>();
  final Map<String, Integer> published = new HashMap<>();
  final Map<String, Integer> arrivals = new HashMap<>();
  final Map<String, Long> fired = new HashMap<>();
  final Map<String, Windows.Told> told = new HashMap<>();
  private final Map<String, Set<Long>> jobsInSpans = new HashMap<>();
  private final Pipeline<?> pipeline = ChaosPipeline.pipeline(Settings.defaults());
  long late;
  final Order order = new Order(new HashMap<>(), new HashMap<>());
  final Set<String> heldKeys = new HashSet<>();
  final List<String> leftovers = new ArrayList<>();

  /** Submits and does jobs. */
  History with(Fate fate, JobPlan... jobs) {
    for (JobPlan job : jobs) {
      submitted(fate, job);
      done(job);
    }
    return this;
  }

  /** Submits a job of which nothing comes. */
  History submitted(Fate fate, JobPlan job) {
    submissions.add(new Submission(job, fate, 0, 1));
    return this;
  }

  /** Does a job, once more where it was done already. */
  History done(JobPlan job) {
    Expected expected = Oracle.expect(job);
    for (Effect effect : expected.effects()) {
      effects.merge(effect.name(), 1L, Long::sum);
      sums.merge("pieces", (long) effect.pieces(), Long::sum);
      sums.merge("values", effect.value(), Long::sum);
      sums.merge("marks", effect.mark(), Long::sum);
      if (effect.gathered()) {
        gather(job, effect.value());
      }
    }
    String jobId = job.jobId();
    expected
        .arrivals()
        .forEach(a -> arrivals.merge(Observation.arrivalKey(jobId, a), 1, Integer::sum));
    published.merge(jobId, 1, Integer::sum);
    if (expected.end() instanceof End.Dead dead) {
      String letter = dead.stage() + " " + dead.reason();
      letters.computeIfAbsent(jobId, j -> new ArrayList<>()).add(letter);
      results.put(jobId, letter);
    } else {
      results.put(jobId, Long.toString(((End.Finished) expected.end()).value()));
    }
    logged.computeIfAbsent(jobId, j -> new ArrayList<>()).add(results.getOrDefault(jobId, ""));
    return this;
  }

  /** The id of the summary that the job's pieces are in. */
  String summaryOf(JobPlan job) {
    String key = Answers.key(job.number(), job.kind(), job.jobId());
    return Events.summaryOf(job.number(), pipeline.partitionOf(key));
  }

  private void gather(JobPlan job, long value) {
    String summary = summaryOf(job);
    Set<Long> jobs = jobsInSpans.computeIfAbsent(summary, id -> new HashSet<>());
    jobs.add(job.number());
    told.merge(
        summary,
        new Windows.Told(1, 1, 1, value, value, value, 1),
        (before, added) ->
            new Windows.Told(
                1,
                before.updates() + 1,
                before.pieces() + 1,
                before.values() + value,
                Math.min(before.least(), value),
                Math.max(before.greatest(), value),
                jobs.size()));
    arrivals.put(Observation.arrivalKey(summary, Oracle.arrival("tell", 0, 1)), 1);
  }

  /** Takes all summaries away. */
  History untold() {
    told.clear();
    arrivals.keySet().removeIf(key -> key.endsWith(" tell/0/1"));
    return this;
  }

  Verdict judged() {
    return judged(Allowance.none());
  }

  Verdict judged(Allowance allowance) {
    return Checker.check(
        submissions,
        new Observation(
            effects,
            sums,
            results,
            logged,
            letters,
            published,
            arrivals,
            fired,
            heldKeys,
            order,
            new Windows(told, 0, late, 0),
            leftovers),
        allowance,
        pipeline);
  }
}
