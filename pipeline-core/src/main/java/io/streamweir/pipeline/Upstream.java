package io.streamweir.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the stages whose entries may still update a window. */
final class Upstream {
  private final Map<String, StageDefinition<?, ?>> stages;
  private final Set<String> seen = new HashSet<>();
  private final Deque<String> order = new ArrayDeque<>();

  Upstream(Map<String, StageDefinition<?, ?>> stages) {
    this.stages = stages;
  }

  /**
   * All but those that only this window's summaries reach, each before those that it forwards to.
   */
  List<String> of(Window window, Iterable<Window> windows) {
    for (Window other : windows) {
      if (!other.name().equals(window.name())) {
        visit(other.closesTo());
      }
    }
    visit(stages.keySet().iterator().next());
    return new ArrayList<>(order);
  }

  /** A stage comes before all that were found from it, since it is put there last. */
  private void visit(String stage) {
    StageDefinition<?, ?> definition = stages.get(stage);
    if (definition != null && seen.add(stage)) {
      definition.targets().forEach(this::visit);
      order.addFirst(stage);
    }
  }
}
