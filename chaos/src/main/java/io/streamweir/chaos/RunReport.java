package io.streamweir.chaos;

import io.streamweir.chaos.faults.Fault;
import io.streamweir.chaos.oracle.Verdict;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a run with one fault.
 *
 * @param fault that was made
 * @param seed of the run
 * @param prioritized whether jobs had priorities; else a stage kept the order of keys
 * @param took how long the run took in all
 * @param outcome what was found; null where the run did not come to its end
 * @param violations what must not have happened; empty where all is well
 */
record RunReport(
    Fault fault,
    long seed,
    boolean prioritized,
    Duration took,
    Field.@Nullable Outcome outcome,
    List<String> violations) {
  private static final int MOST_SHOWN = 12;

  boolean passed() {
    return violations.isEmpty();
  }

  /** The run in a few lines. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(passed() ? "ok    " : "FAIL  ").append(fault.name());
    text.append(", ").append(variant());
    text.append(" (").append(took.toSeconds()).append(" s)\n");
    if (outcome != null) {
      Verdict verdict = outcome.verdict();
      text.append(
          String.format(
              Locale.ROOT,
              "      attempted %d, acknowledged %d, ok %d, lost %d, unexpected %d, duplicated %d,"
                  + " recovered %d; refused %d, handled again %s; quiet after %d ms%n",
              verdict.attempted(),
              verdict.acknowledged(),
              verdict.ok(),
              verdict.lost(),
              verdict.unexpected(),
              verdict.duplicated(),
              verdict.recovered(),
              outcome.refused(),
              outcome.again() < 0 ? "?" : Long.toString(outcome.again()),
              outcome.drained().toMillis()));
      slowest().ifPresent(m -> text.append("      ").append(describe(m)).append('\n'));
      outcome.notes().forEach(note -> text.append("      ").append(note).append('\n'));
    }
    violations.stream()
        .limit(MOST_SHOWN)
        .forEach(violation -> text.append("      ! ").append(violation).append('\n'));
    if (violations.size() > MOST_SHOWN) {
      text.append("      ! and ").append(violations.size() - MOST_SHOWN).append(" more\n");
    }
    return text.toString();
  }

  private String variant() {
    return prioritized ? "priorities" : "ordered keys";
  }

  private Optional<Measurement> slowest() {
    return outcome == null
        ? Optional.empty()
        : outcome.measurements().stream().max(Comparator.comparing(Measurement::took));
  }

  private static String describe(Measurement measurement) {
    Duration bound = measurement.bound();
    return String.format(
        Locale.ROOT,
        "slowest: %s, %d ms%s",
        measurement.what(),
        measurement.took().toMillis(),
        bound == null ? "" : " of at most " + bound.toMillis() + " ms");
  }

  /** The run as it goes into a JSON file. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("fault", fault.name());
    json.put("how", fault.how());
    json.put("seed", seed);
    json.put("variant", variant());
    json.put("passed", passed());
    json.put("seconds", took.toMillis() / 1000.0);
    if (outcome != null) {
      json.put("jobs", outcome.verdict());
      json.put("refused", outcome.refused());
      json.put("handledAgain", outcome.again() < 0 ? null : outcome.again());
      json.put("drainedMillis", outcome.drained().toMillis());
      List<Map<String, Object>> times = new ArrayList<>();
      for (Measurement measurement : outcome.measurements()) {
        Map<String, Object> time = new LinkedHashMap<>();
        time.put("what", measurement.what());
        time.put("millis", measurement.took().toMillis());
        Duration bound = measurement.bound();
        time.put("boundMillis", bound == null ? null : bound.toMillis());
        times.add(time);
      }
      json.put("times", times);
      json.put("notes", outcome.notes());
    }
    json.put("violations", violations);
    return json;
  }
}
