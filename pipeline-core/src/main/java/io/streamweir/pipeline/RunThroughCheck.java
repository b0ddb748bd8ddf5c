package io.streamweir.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says through which stages of a graph entries may run, and why not through the others. */
final class RunThroughCheck {
  private final Map<String, StageDefinition<?, ?>> stages;
  private final Collection<Window> windows;

  RunThroughCheck(Map<String, StageDefinition<?, ?>> stages, Collection<Window> windows) {
    this.stages = stages;
    this.windows = windows;
  }

  /** Why a stage is none that entries run through, or run on from; null where it is. */
  static @Nullable String notPlain(StageDefinition<?, ?> stage) {
    if (stage.handler() instanceof BatchStage) {
      return "takes many entries at once";
    }
    if (stage.splits()) {
      return "splits";
    }
    if (stage.gathers()) {
      return "gathers";
    }
    if (stage.config().keys().any()) {
      return "has an order or limits per key";
    }
    return stage.config().limits().any() ? "has limits over all workers" : null;
  }

  /** Why none may run through a stage, as it is configured; null where they may. */
  @Nullable String refusal(StageDefinition<?, ?> stage) {
    String kind = notPlain(stage);
    if (kind != null) {
      return "it " + kind;
    }
    if (!stage.config().retention().isZero()) {
      return "it keeps settled entries, and what runs through lies in no inbox: leave out"
          + " withRetention";
    }
    if (windows.stream().anyMatch(window -> window.closesTo().equals(stage.name()))) {
      return "a window closes to it";
    }
    if (behindSplits().contains(stage.name())) {
      return "it is between a split and its gather";
    }
    return edges(stage);
  }

  private @Nullable String edges(StageDefinition<?, ?> stage) {
    List<String> reasons = new ArrayList<>();
    for (StageDefinition<?, ?> before : stages.values()) {
      if (before.targets().contains(stage.name())) {
        String kind = notPlain(before);
        if (kind == null) {
          return null;
        }
        reasons.add("stage '" + before.name() + "' " + kind);
      }
    }
    return reasons.isEmpty()
        ? "no stage forwards to it"
        : "no plain stage forwards to it: " + String.join(", ", reasons);
  }

  private Set<String> behindSplits() {
    Set<String> behind = new HashSet<>();
    Deque<StageDefinition<?, ?>> open = new ArrayDeque<>();
    stages.values().stream().filter(StageDefinition::splits).forEach(open::add);
    while (!open.isEmpty()) {
      for (String target : open.pop().targets()) {
        StageDefinition<?, ?> next = Objects.requireNonNull(stages.get(target));
        if (!next.gathers() && behind.add(target)) {
          open.add(next);
        }
      }
    }
    return behind;
  }
}
