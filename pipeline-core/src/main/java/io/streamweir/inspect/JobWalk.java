package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import java.util.ArrayList;
import java.util.List;

/**
 * One page while it is made. Walks from place to place until it has enough entries or has looked at
 * as many as one call may. If payloads are long, its steps are short. For one thread.
 */
final class JobWalk {
  static final int MOST_LOOKED = 1_000;
  private static final int MOST_STEPS = 100;
  private static final long MOST_BYTES = 8 << 20; // of payloads, of all steps
  private static final long STEP_BYTES = 1 << 20; // what a step should have
  private static final int FIRST_STEP = 16;
  private static final int MOST_STEP = 100; // large payloads may follow small ones

  private final int limit;
  private final JobFilter filter;
  private final JobOrder order;
  private final List<JobEntry> found = new ArrayList<>();
  private JobCursor at;
  private int looked;
  private int steps;
  private int step = FIRST_STEP;
  private long bytes;

  JobWalk(JobCursor from, int limit, JobFilter filter, JobOrder order) {
    this.at = from;
    this.limit = limit;
    this.filter = filter;
    this.order = order;
  }

  /** Whether there is more to read for this page. */
  boolean goesOn(int levels) {
    return at.level() < levels
        && found.size() < limit
        && looked < MOST_LOOKED
        && steps < MOST_STEPS
        && bytes < MOST_BYTES;
  }

  /** The place that is read next. */
  int level() {
    return at.level();
  }

  /** Takes the next step at that place. */
  void read(JobSource source, JobState state) {
    int wanted = filter.matchesAll() ? limit - found.size() : step;
    int count = Math.min(Math.min(step, wanted), MOST_LOOKED - looked);
    JobSource.Step read =
        order == JobOrder.OLDEST
            ? source.after(state, at.position(), count, entry -> true)
            : source.before(state, at.position(), count, entry -> true);
    long before = bytes;
    for (JobSource.Seen seen : read.seen()) {
      looked++;
      bytes += seen.bytes();
      at = new JobCursor(at.level(), seen.position());
      JobEntry entry = seen.entry();
      if (entry != null && filter.matches(entry.payload())) {
        found.add(source.timed(entry));
      }
      if (found.size() == limit) {
        return;
      }
    }
    if (read.end()) {
      at = new JobCursor(at.level() + 1, "");
    }
    steps++;
    step = bytes - before > STEP_BYTES ? Math.max(1, step / 4) : Math.min(MOST_STEP, step * 2);
  }

  /** What was found, and where to go on. */
  JobPage page(List<Keys> levels) {
    return new JobPage(found, at.text(levels), looked);
  }
}
