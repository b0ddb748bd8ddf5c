package io.streamweir.chaos.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the spans of windows must say: each piece that passed is in the one summary of its span, or
 * was late, where it may have been. For one run; not thread-safe.
 */
final class Spans {
  private static final double SKETCH_ERROR = 0.05; // six times the standard error
  private static final int SKETCH_SLACK = 2;

  private final Map<String, Span> spans = new TreeMap<>();

  /** One span. */
  private static final class Span {
    final Gathered all = new Gathered();
    final Gathered punctual = new Gathered();
    final Set<Long> jobs = new HashSet<>();

    /** Exactly all, or between those that must be there and all. */
    boolean fits(Windows.Told told) {
      double slack = Math.max(SKETCH_SLACK, SKETCH_ERROR * jobs.size());
      boolean fits = told.updates() == told.pieces() && told.jobs() <= jobs.size() + slack;
      if (told.pieces() == all.pieces) {
        return fits
            && told.values() == all.values
            && told.least() == all.least
            && told.greatest() == all.greatest
            && told.jobs() >= jobs.size() - slack;
      }
      return fits
          && within(punctual.pieces, told.pieces(), all.pieces)
          && within(punctual.values, told.values(), all.values)
          && within(all.least, told.least(), punctual.least)
          && within(punctual.greatest, told.greatest(), all.greatest);
    }

    private static boolean within(long least, long value, long most) {
      return least <= value && value <= most;
    }

    @Override
    public String toString() {
      return all + " of " + jobs.size() + " jobs, of which " + punctual + " are punctual";
    }
  }

  /** What some pieces add up to. */
  private static final class Gathered {
    long pieces;
    long values;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;

    void add(long value, long times) {
      pieces += times;
      values += times * value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }

    @Override
    public String toString() {
      return pieces == 0
          ? "none"
          : String.format(
              Locale.ROOT, "%d pieces, sum %d, from %d to %d", pieces, values, least, greatest);
    }
  }

  /**
   * Adds a piece that passed.
   *
   * @param summary the id of its span's summary
   * @param job the number of its job
   * @param times how often it passed
   * @param punctual whether it must not be late
   */
  void add(String summary, long job, long value, long times, boolean punctual) {
    if (times > 0) {
      Span span = spans.computeIfAbsent(summary, id -> new Span());
      span.jobs.add(job);
      span.all.add(value, times);
      if (punctual) {
        span.punctual.add(value, times);
      }
    }
  }

  /** What is wrong with these summaries. */
  List<String> judge(Windows found) {
    List<String> violations = new ArrayList<>();
    long missing = 0;
    for (Map.Entry<String, Span> entry : spans.entrySet()) {
      Windows.Told told = found.told().get(entry.getKey());
      missing += entry.getValue().all.pieces - (told == null ? 0 : told.pieces());
      judge(entry.getKey(), entry.getValue(), told, violations);
    }
    found.told().keySet().stream()
        .filter(id -> !spans.containsKey(id))
        .forEach(id -> violations.add("window " + id + " tells of nothing that passed"));
    if (missing != found.late()) {
      violations.add(
          missing + " pieces are in no window, of which " + found.late() + " are said to be late");
    }
    if (found.early() > 0) {
      violations.add(found.early() + " pieces are said to be early");
    }
    if (found.open() > 0) {
      violations.add(found.open() + " windows were never closed");
    }
    return violations;
  }

  private static void judge(
      String id, Span span, Windows.@Nullable Told told, List<String> violations) {
    if (told == null) {
      if (span.punctual.pieces > 0) {
        violations.add("window " + id + " never told of its " + span.all.pieces + " pieces");
      }
    } else if (told.times() != 1) {
      violations.add("window " + id + " told " + told.times() + " times");
    } else if (!span.fits(told)) {
      violations.add("window " + id + " told " + told + " where " + span + " is right");
    }
  }
}
