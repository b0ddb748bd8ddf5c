package io.streamweir.cli.dead;

import io.streamweir.cli.failure.UsageException;
import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.MatchingLetters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The letters of several stages that match, one stage behind the other. A cursor is a stage, a
 * colon, and the cursor within the stage.
 */
final class DeadWalk {
  private final Map<String, DeadLetters> letters;
  private final Map<String, MatchingLetters> matching = new LinkedHashMap<>();
  private final List<String> stages;

  /** Of these stages, which are at least one. */
  DeadWalk(Map<String, DeadLetters> letters, LetterFilter filter) {
    this.letters = letters;
    letters.forEach((stage, of) -> matching.put(stage, of.matching(filter)));
    this.stages = new ArrayList<>(letters.keySet());
  }

  /** Takes a step within a stage. */
  interface Step {
    Advance from(MatchingLetters letters, String cursor);
  }

  /** How many letters there are, whether they match or not. */
  long size() {
    return letters.values().stream().mapToLong(DeadLetters::size).sum();
  }

  /**
   * The cursor to begin with.
   *
   * @param after what the user gave; empty for the first letter
   * @throws UsageException where it is no cursor of these stages
   */
  String begin(String after) {
    if (after.isEmpty()) {
      return stages.get(0) + ":" + MatchingLetters.BEGIN;
    }
    MatchingLetters of = matching.get(stage(after));
    try {
      if (of != null) {
        of.check(within(after));
        return after;
      }
    } catch (IllegalArgumentException e) {
      // as where the stage is none
    }
    throw new UsageException("--after " + after + " is none that this command has printed");
  }

  Advance step(String cursor, Step step) {
    String stage = stage(cursor);
    MatchingLetters of = Objects.requireNonNull(matching.get(stage), stage);
    Advance done = step.from(of, within(cursor));
    return new Advance(done.looked(), done.changed(), done.full(), next(stage, done.next()));
  }

  private Optional<String> next(String stage, Optional<String> within) {
    if (within.isPresent()) {
      return Optional.of(stage + ":" + within.get());
    }
    int behind = stages.indexOf(stage) + 1;
    return behind < stages.size()
        ? Optional.of(stages.get(behind) + ":" + MatchingLetters.BEGIN)
        : Optional.empty();
  }

  static String stage(String cursor) {
    return cursor.substring(0, Math.max(0, cursor.indexOf(':')));
  }

  private static String within(String cursor) {
    return cursor.substring(cursor.indexOf(':') + 1);
  }
}
