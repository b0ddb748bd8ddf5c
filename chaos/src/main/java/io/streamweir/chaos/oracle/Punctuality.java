package io.streamweir.chaos.oracle;

import io.streamweir.chaos.program.Events;
import io.streamweir.chaos.program.Kind;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which jobs' events must be in time. A window does not wait for what comes to the first stage
 * after much newer events, for what is tried again later, nor for what a more urgent job has
 * overtaken; for anything else it does, whatever becomes of workers. Immutable.
 */
final class Punctuality {
  private static final Duration AT_ONCE = Events.IDLE.dividedBy(2);

  private final Allowance allowance;
  private final boolean prioritized;
  private final NavigableMap<Long, Long> newest = new TreeMap<>(); // number, by when it was begun

  /**
   * Of these jobs.
   *
   * @param prioritized whether some overtake others
   */
  Punctuality(List<Submission> history, Allowance allowance, boolean prioritized) {
    this.allowance = allowance;
    this.prioritized = prioritized;
    long most = Long.MIN_VALUE;
    for (Submission submission :
        history.stream().sorted(Comparator.comparingLong(Submission::begunAt)).toList()) {
      if (submission.job().number() > most && passes(submission.job())) {
        most = submission.job().number();
        newest.put(submission.begunAt(), most);
      }
    }
  }

  private static boolean passes(JobPlan job) {
    return Oracle.expect(job).effects().stream().anyMatch(Expected.Effect::gathered);
  }

  /** Whether this job's events must be in time. */
  boolean binds(Submission submission) {
    JobPlan job = submission.job();
    return submission.fate() == Submission.Fate.ACKNOWLEDGED
        && job.delay().isZero()
        && job.kind() != Kind.RETRY
        && (!prioritized || job.priority() == Priority.HIGH)
        && submission.endedAt() - submission.begunAt() < AT_ONCE.toNanos()
        && !allowance.mayBeLost().test(submission)
        && !allowance.mayRepeat().test(submission)
        && newestAt(submission.endedAt()) - job.number() < Events.LATENESS.toMillis();
  }

  private long newestAt(long time) {
    Map.Entry<Long, Long> begun = newest.floorEntry(time);
    return begun == null ? 0 : begun.getValue();
  }
}
