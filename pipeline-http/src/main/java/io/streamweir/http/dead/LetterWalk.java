package io.streamweir.http.dead;

import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The letters of several stages that match, one stage behind the other. A cursor is a stage, a
 * colon, and the cursor within the stage. For one thread.
 */
final class LetterWalk {
  private static final int LETTERS_AT_ONCE = 1_000;

  private final List<DeadLetters> stages;
  private final LetterFilter filter;
  private int stage;
  private String within;
  private long looked;

  private LetterWalk(List<DeadLetters> stages, LetterFilter filter, int stage, String within) {
    this.stages = stages;
    this.filter = filter;
    this.stage = stage;
    this.within = within;
  }

  /**
   * One through these stages.
   *
   * @param names empty for all
   * @param after where it goes on; empty for the beginning
   * @throws IllegalArgumentException where a stage or the cursor is none of the pipeline
   */
  static LetterWalk of(
      RedisLink link, Pipeline<?> pipeline, List<String> names, LetterFilter filter, String after) {
    List<String> wanted =
        names.isEmpty() ? pipeline.stages().stream().map(StageDefinition::name).toList() : names;
    List<DeadLetters> stages = new ArrayList<>();
    wanted.forEach(name -> stages.add(new DeadLetters(link, pipeline, name)));
    if (after.isEmpty()) {
      return new LetterWalk(stages, filter, 0, MatchingLetters.BEGIN);
    }
    int colon = after.indexOf(':');
    int at = wanted.indexOf(after.substring(0, Math.max(0, colon)));
    if (at < 0) {
      throw new IllegalArgumentException("'" + after + "' is no cursor of these stages");
    }
    LetterWalk walk = new LetterWalk(stages, filter, at, after.substring(colon + 1));
    walk.matching().check(walk.within);
    return walk;
  }

  private MatchingLetters matching() {
    return stages.get(stage).matching(filter);
  }

  /** How many letters there are, whether they match or not. */
  long size() {
    return stages.stream().mapToLong(DeadLetters::size).sum();
  }

  boolean goesOn() {
    return stage < stages.size();
  }

  long looked() {
    return looked;
  }

  /** Where to go on; empty where all were looked at. */
  Optional<String> next() {
    return goesOn() ? Optional.of(stages.get(stage).stage() + ":" + within) : Optional.empty();
  }

  /** Looks at some hundreds. */
  void step(BiConsumer<String, Letter> action) {
    MatchingLetters.Page page = matching().page(within, LETTERS_AT_ONCE);
    page.letters().forEach(letter -> action.accept(stages.get(stage).stage(), letter));
    looked += page.looked();
    if (page.next().isPresent()) {
      within = page.next().get();
    } else {
      stage++;
      within = MatchingLetters.BEGIN;
    }
  }
}
