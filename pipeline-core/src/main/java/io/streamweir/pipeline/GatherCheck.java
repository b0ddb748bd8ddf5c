package io.streamweir.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with the splits and gathers of a graph: they must pair like brackets, and no
 * route may lead into a split or out of it but through them.
 */
final class GatherCheck {
  private final String pipeline;
  private final Map<String, StageDefinition<?, ?>> stages;

  /**
   * The splits that are open where a stage takes its entries, outermost first; and the stage that
   * says so.
   */
  private record Place(List<String> splits, String from) {}

  GatherCheck(String pipeline, Map<String, StageDefinition<?, ?>> stages) {
    this.pipeline = pipeline;
    this.stages = stages;
  }

  /** The split that a gather ends, which must be open and take what the gather thinks it took. */
  static String openSplit(
      String pipeline,
      String gather,
      Class<?> original,
      @Nullable String split,
      Map<String, StageDefinition<?, ?>> stages) {
    StageDefinition<?, ?> found = split == null ? null : stages.get(split);
    if (split == null || found == null) {
      throw wrong(
          pipeline, "gathers at '" + gather + "' with no open split: add split(...) before");
    }
    if (!found.input().equals(original)) {
      throw wrong(
          pipeline,
          "gathers at '%s' with an original input of %s, but split '%s' takes %s"
              .formatted(gather, original.getName(), split, found.input().getName()));
    }
    return split;
  }

  /** For a graph with no cycle, all of whose targets are there. */
  void run(String first) {
    stages.values().forEach(this::checkKind);
    Map<String, Place> places = new HashMap<>();
    places.put(first, new Place(List.of(), ""));
    Deque<String> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      StageDefinition<?, ?> stage = Objects.requireNonNull(stages.get(open.pop()));
      for (String target : stage.targets()) {
        Place place =
            new Place(
                behind(stage, places, Objects.requireNonNull(stages.get(target))), stage.name());
        Place before = places.putIfAbsent(target, place);
        if (before == null) {
          open.add(target);
        } else if (!before.splits().equals(place.splits())) {
          throw wrong(
              "routes to stage '" + target + "' " + describe(before) + " and " + describe(place));
        }
      }
    }
  }

  private void checkKind(StageDefinition<?, ?> stage) {
    Bracket bracket = stage.bracket();
    if (bracket != null && bracket.gather() == null) {
      throw wrong("splits at '" + stage.name() + "' and never gathers: add gather(...)");
    }
    if (stage.config().gather() != null && !stage.splits()) {
      throw wrong(
          "has a policy for parts at '" + stage.name() + "', which is no split: move withGather");
    }
    if (stage.splits() && !stage.routes().isEmpty()) {
      throw wrong(
          "routes from split '"
              + stage.name()
              + "', whose parts all go to the next stage: route there");
    }
    if (stage.handler() instanceof SplitStage<?, ?> != stage.splits()
        || stage.handler() instanceof GatherStage<?, ?, ?> != stage.gathers()) {
      throw wrong(
          "has a handler at '" + stage.name() + "' that splits or gathers: use split or gather");
    }
  }

  /** The splits that are open behind a stage, as its target sees it. */
  private List<String> behind(
      StageDefinition<?, ?> stage, Map<String, Place> places, StageDefinition<?, ?> target) {
    Place place = places.get(stage.name());
    List<String> splits = new ArrayList<>(place == null ? List.of() : place.splits());
    if (stage.splits()) {
      splits.add(stage.name());
    }
    Bracket bracket = target.bracket();
    if (bracket == null || !target.gathers()) {
      return splits;
    }
    if (stage.splits()) {
      throw wrong(
          "has no stage between split '" + stage.name() + "' and gather '" + target.name() + "'");
    }
    String innermost = splits.isEmpty() ? "" : splits.remove(splits.size() - 1);
    if (!innermost.equals(bracket.split())) {
      throw wrong(
          "forwards from stage '%s' to gather '%s', which takes parts of split '%s', but it is %s"
              .formatted(
                  stage.name(),
                  target.name(),
                  bracket.split(),
                  innermost.isEmpty()
                      ? "outside of any split"
                      : "inside split '" + innermost + "'"));
    }
    return splits;
  }

  private static String describe(Place place) {
    String where =
        place.splits().isEmpty()
            ? "outside of any split"
            : "inside split '" + place.splits().get(place.splits().size() - 1) + "'";
    return where + " (from '" + place.from() + "')";
  }

  private PipelineDefinitionException wrong(String what) {
    return wrong(pipeline, what);
  }

  private static PipelineDefinitionException wrong(String pipeline, String what) {
    return new PipelineDefinitionException("pipeline '" + pipeline + "' " + what);
  }
}
