package io.streamweir.http.operation;

import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.inspect.JobChoice;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.RunNow;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the delayed entries of a stage due, and at a keyed stage the parked ones behind them: what
 * is to be tried again is parked there. A cursor is a state, a colon, and the cursor within the
 * state. For one thread.
 */
public final class RunNowSteps {
  /** The cursor with which it begins. */
  public static final String BEGIN = JobState.DELAYED + ":";

  private final Map<JobState, RunNow> states = new EnumMap<>(JobState.class);
  private long behind;

  /**
   * Of these jobs.
   *
   * @throws IllegalArgumentException where the pipeline has no such stage
   */
  public RunNowSteps(RedisLink link, PipelineFacts<?> pipeline, String stage, JobChoice choice) {
    boolean keyed =
        pipeline.stages().stream().anyMatch(each -> each.name().equals(stage) && each.keyed());
    for (JobState state :
        keyed ? List.of(JobState.DELAYED, JobState.PARKED) : List.of(JobState.DELAYED)) {
      states.put(state, new RunNow(link, pipeline, stage, state, choice));
    }
  }

  /**
   * Complains of a text that is no cursor of these entries.
   *
   * @throws IllegalArgumentException where it is none
   */
  public void check(String cursor) {
    RunNow of = states.get(JobState.of(cursor.substring(0, Math.max(0, cursor.indexOf(':')))));
    if (of == null) {
      throw new IllegalArgumentException("'" + cursor + "' is no cursor of such entries");
    }
    of.check(cursor.substring(cursor.indexOf(':') + 1));
  }

  /** How many entries there are, whether they match or not. */
  public long size() {
    return states.values().stream().mapToLong(RunNow::size).sum();
  }

  /** How many of those that are due wait behind another entry of their key. */
  public long behind() {
    return behind;
  }

  private interface Part {
    Advance from(RunNow work, String cursor);
  }

  private Advance part(String cursor, Part part) {
    int colon = cursor.indexOf(':');
    JobState state = JobState.of(cursor.substring(0, colon));
    RunNow of = Objects.requireNonNull(states.get(state), state.toString());
    Advance done = part.from(of, cursor.substring(colon + 1));
    Optional<String> next = done.next().map(within -> state + ":" + within);
    if (next.isEmpty() && state == JobState.DELAYED && states.containsKey(JobState.PARKED)) {
      next = Optional.of(JobState.PARKED + ":" + RunNow.BEGIN);
    }
    return new Advance(done.looked(), done.changed(), false, next);
  }

  /** Counts some, and changes nothing. */
  public Advance count(String cursor) {
    return part(
        cursor,
        (work, at) -> {
          RunNow.Count count = work.count(at);
          return Advance.of(count.looked(), count.matched(), count.next());
        });
  }

  /** Makes some due. */
  public Advance step(String cursor, int limit) {
    return part(
        cursor,
        (work, at) -> {
          RunNow.Step step = work.step(at, limit);
          behind += step.behind();
          return Advance.of(step.looked(), step.earlier(), step.next());
        });
  }
}
