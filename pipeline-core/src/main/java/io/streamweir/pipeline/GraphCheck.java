package io.streamweir.pipeline;

import io.streamweir.payload.PayloadType;
import io.streamweir.payload.PayloadTypeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds what is wrong with a graph of stages before anything runs. */
final class GraphCheck {
  private final String pipeline;
  private final Class<?> input;
  private final Map<String, StageDefinition<?, ?>> stages;
  private final Collection<Window> windows;

  GraphCheck(
      String pipeline,
      Class<?> input,
      Map<String, StageDefinition<?, ?>> stages,
      Collection<Window> windows) {
    this.pipeline = pipeline;
    this.input = input;
    this.stages = stages;
    this.windows = windows;
  }

  void run() {
    if (stages.isEmpty()) {
      throw wrong("has no stage: add one with stage(...)");
    }
    checkPayload("input", input);
    stages.values().forEach(this::checkPayloads);
    StageDefinition<?, ?> first = stages.values().iterator().next();
    checkTakes(first.name(), input, "clients submit");
    stages.values().forEach(this::checkTargets);
    windows.forEach(
        w -> checkTakes(w.closesTo(), WindowSummary.class, "window '" + w.name() + "' closes"));
    Set<String> through = new HashSet<>();
    stages.keySet().forEach(name -> checkNoCycle(name, new ArrayList<>(), through));
    checkReached(first.name());
    new GatherCheck(pipeline, stages).run(first.name());
    stages.values().forEach(this::checkRunThrough);
  }

  /** All classes that a stage names; what handlers finish with is seen when they do. */
  private void checkPayloads(StageDefinition<?, ?> stage) {
    String name = "stage '" + stage.name() + "' ";
    checkPayload(name + "takes", stage.input());
    checkPayload(name + "hands on", stage.output());
    stage.routes().forEach((to, type) -> checkPayload(name + "routes to '" + to + "'", type));
    stage
        .config()
        .submitting()
        .forEach((to, target) -> checkPayload(name + "submits to '" + to + "'", target.input()));
  }

  private void checkPayload(String where, Class<?> type) {
    try {
      PayloadType.of(type);
    } catch (PayloadTypeException e) {
      throw new PipelineDefinitionException(
          "pipeline '" + pipeline + "', " + where + ": " + e.getMessage());
    }
  }

  private void checkTargets(StageDefinition<?, ?> stage) {
    String next = stage.next();
    if (next != null) {
      checkTakes(next, stage.output(), "stage '" + stage.name() + "' forwards");
    }
    stage
        .routes()
        .forEach((to, type) -> checkTakes(to, type, "stage '" + stage.name() + "' routes"));
    if (stage.splits() && !stage.config().submitting().isEmpty()) {
      throw wrong(
          "has the split stage '"
              + stage.name()
              + "', which has no outcome that could submit: let the stage before it, or its gather,"
              + " do so");
    }
  }

  private void checkTakes(String target, Class<?> payload, String who) {
    StageDefinition<?, ?> stage = stages.get(target);
    if (stage == null) {
      throw wrong(who + " to unknown stage '" + target + "'; there are " + stages.keySet());
    }
    if (!stage.takes().equals(payload)) {
      throw wrong(
          "%s %s to stage '%s', which takes %s"
              .formatted(who, payload.getName(), target, stage.takes().getName()));
    }
  }

  /** Looks at each stage once: those in {@code through} lead into no cycle. */
  private void checkNoCycle(String name, List<String> path, Set<String> through) {
    if (path.contains(name)) {
      throw wrong(
          "has a cycle at stage '" + name + "': " + String.join(" -> ", path) + " -> " + name);
    }
    if (through.contains(name)) {
      return;
    }
    path.add(name);
    for (String target : Objects.requireNonNull(stages.get(name)).targets()) {
      checkNoCycle(target, path, through);
    }
    path.remove(path.size() - 1);
    through.add(name);
  }

  private void checkRunThrough(StageDefinition<?, ?> stage) {
    String refusal =
        stage.config().runThrough() ? new RunThroughCheck(stages, windows).refusal(stage) : null;
    if (refusal != null) {
      throw wrong(
          "lets entries run through stage '"
              + stage.name()
              + "', which they cannot: "
              + refusal
              + ". Leave out withRunThrough");
    }
  }

  private void checkReached(String first) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(first));
    windows.forEach(window -> open.add(window.closesTo()));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (reached.add(name)) {
        open.addAll(Objects.requireNonNull(stages.get(name)).targets());
      }
    }
    for (String name : stages.keySet()) {
      if (!reached.contains(name)) {
        throw wrong("never reaches stage '" + name + "': add a route to it");
      }
    }
  }

  private PipelineDefinitionException wrong(String what) {
    return new PipelineDefinitionException("pipeline '" + pipeline + "' " + what);
  }
}
