package io.streamweir.chaos.oracle;

import io.streamweir.chaos.oracle.Expected.Effect;
import io.streamweir.chaos.oracle.Expected.End;
import io.streamweir.chaos.oracle.Submission.Fate;
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
  final Map<String, List<String>> letters = new HashMap<>();
  final Map<String, Integer> published = new HashMap<>();
  final Map<String, Integer> arrivals = new HashMap<>();
  final Map<String, Long> fired = new HashMap<>();
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
    return this;
  }

  Verdict judged() {
    return judged(Allowance.none());
  }

  Verdict judged(Allowance allowance) {
    return Checker.check(
        submissions,
        new Observation(
            effects, sums, results, letters, published, arrivals, fired, heldKeys, order,
            leftovers),
        allowance);
  }
}
