package io.streamweir.http.sample;

import io.streamweir.inspect.StageStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How one stage went during the last 15 minutes, in steps of 5 s: for charts. Of each step it keeps
 * the last sample. For one thread.
 */
public final class StageTrend {
  /** How long a step is. */
  public static final long STEP_SECONDS = 5;

  /** How many steps there are. */
  public static final int STEPS = 180;

  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(STEP_SECONDS);

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long step, long nanos, StageStatus stage) {}

  /**
   * One step. What nobody knows is NaN: nothing was asked in that time, or it is the first one.
   *
   * @param in entries per second that came
   * @param out entries per second that left without having failed
   * @param failed entries per second whose attempts failed
   * @param waiting entries that waited at its end
   * @param pending entries that workers had at its end
   * @param delayed entries that were delayed at its end
   * @param dead dead letters at its end
   */
  public record Step(
      double in,
      double out,
      double failed,
      double waiting,
      double pending,
      double delayed,
      double dead) {
    private static final Step UNKNOWN =
        new Step(
            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static Step of(Sample before, Sample last) {
      StageStatus stage = last.stage;
      double through = rate(before, last, stage.ranThrough() - before.stage.ranThrough());
      double settled = rate(before, last, stage.done() - before.stage.done()) + through;
      long came = stage.done() + stage.backlog() - before.stage.done() - before.stage.backlog();
      double failed = settled * stage.attempts().failedRatio();
      return new Step(
          rate(before, last, came) + through,
          settled - failed,
          failed,
          stage.lag(),
          stage.pending(),
          stage.delayed(),
          stage.dead());
    }

    private static Step first(Sample only) {
      StageStatus stage = only.stage;
      return new Step(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          stage.lag(),
          stage.pending(),
          stage.delayed(),
          stage.dead());
    }

    /** Counts fall where the server lost its data, or a worker ends: no rate is negative. */
    private static double rate(Sample before, Sample last, long entries) {
      return (double) Math.max(0, entries)
          * TimeUnit.SECONDS.toNanos(1)
          / (last.nanos - before.nanos);
    }
  }

  void add(long nanos, StageStatus stage) {
    long step = Math.floorDiv(nanos, STEP_NANOS);
    if (!samples.isEmpty() && samples.getLast().step == step) {
      samples.removeLast();
    }
    samples.addLast(new Sample(step, nanos, stage));
    while (samples.getFirst().step < step - STEPS) {
      samples.removeFirst();
    }
  }

  /** For how long the step of this time still lasts. */
  public static long nanosLeft(long nanos) {
    return STEP_NANOS - Math.floorMod(nanos, STEP_NANOS);
  }

  /** The steps up to this time, oldest first, from the first that is known on. */
  public List<Step> steps(long nanos) {
    long now = Math.floorDiv(nanos, STEP_NANOS);
    Map<Long, Step> known = new HashMap<>();
    long first = now + 1;
    Sample before = null;
    for (Sample sample : samples) {
      if (sample.step > now - STEPS) {
        first = Math.min(first, sample.step);
        known.put(sample.step, before == null ? Step.first(sample) : Step.of(before, sample));
      }
      before = sample;
    }
    List<Step> steps = new ArrayList<>();
    for (long step = first; step <= now; step++) {
      steps.add(known.getOrDefault(step, Step.UNKNOWN));
    }
    return steps;
  }
}
