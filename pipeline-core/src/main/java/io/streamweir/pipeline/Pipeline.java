package io.streamweir.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A named, immutable graph of stages: code defines it once, workers and clients share it.
 * Thread-safe.
 *
 * @param <I> the payload that a client submits
 */
public final class Pipeline<I> {
  private final String name;
  private final Class<I> input;
  private final int partitions;
  private final List<Priority> priorities;
  private final Duration resultTtl;
  private final @Nullable Duration keptResults; // null where the definition does not say
  private final Map<String, StageDefinition<?, ?>> stages;
  private final List<Schedule<I>> schedules;
  private final @Nullable Function<? super I, String> key;
  private final Map<String, Window> windows;
  private final PipelineFacts<I> facts;

  Pipeline(
      String name,
      Class<I> input,
      int partitions,
      List<Priority> priorities,
      Duration resultTtl,
      @Nullable Duration keptResults,
      Map<String, StageDefinition<?, ?>> stages,
      List<Schedule<I>> schedules,
      @Nullable Function<? super I, String> key,
      Map<String, Window> windows) {
    this.name = name;
    this.input = input;
    this.partitions = partitions;
    this.priorities = List.copyOf(priorities);
    this.resultTtl = resultTtl;
    this.keptResults = keptResults;
    this.stages = new LinkedHashMap<>(stages);
    this.key = key;
    this.windows = new LinkedHashMap<>(windows);
    this.facts = factsOf();
    this.schedules = schedules.stream().map(this::withKey).toList();
  }

  private PipelineFacts<I> factsOf() {
    return new PipelineFacts<>(
        name,
        input,
        partitions,
        priorities,
        resultTtl,
        keptResults == null ? Duration.ZERO : keptResults,
        first().config().maxBacklog(),
        stages.values().stream()
            .map(
                stage ->
                    new PipelineFacts.StageFacts(
                        stage.name(), stage.config().keys().any(), stage.splits()))
            .toList(),
        windows(),
        List.copyOf(chainTargets().keySet()),
        PipelineFacts.JobKeys.by(key));
  }

  /**
   * Begins a definition.
   *
   * @param name 1 to 64 lower-case letters, digits and inner hyphens; it becomes part of every key
   */
  public static Named named(String name) {
    return new Named(Names.check("pipeline", name));
  }

  /** A definition that has a name and now needs to know what it accepts. */
  public static final class Named {
    private final String name;

    private Named(String name) {
      this.name = name;
    }

    /** Says what clients submit and the first stage takes. */
    public <I> PipelineBuilder<I, I> accepts(Class<I> input) {
      return new PipelineBuilder<>(name, input, input);
    }
  }

  /** The pipeline's name. */
  public String name() {
    return name;
  }

  /** What clients submit. */
  public Class<I> input() {
    return input;
  }

  /** Over how many partitions its keys are spread; at least 1. */
  public int partitions() {
    return partitions;
  }

  /** The priorities that its jobs may have, the most urgent first; without any, the normal one. */
  public List<Priority> priorities() {
    return priorities;
  }

  /** The same whose jobs may have any {@link Priority}. */
  public Pipeline<I> withPriorities() {
    return new Pipeline<>(
        name,
        input,
        partitions,
        List.of(Priority.values()),
        resultTtl,
        keptResults,
        stages,
        schedules,
        key,
        windows);
  }

  /** The same whose log of results keeps an end so long; zero for no log. */
  public Pipeline<I> withKeptResults(Duration kept) {
    return new Pipeline<>(
        name, input, partitions, priorities, resultTtl, kept, stages, schedules, key, windows);
  }

  /**
   * The same with one more schedule, as {@link PipelineBuilder#schedule} adds it.
   *
   * @throws PipelineDefinitionException where it has one of this name
   */
  public Pipeline<I> withSchedule(Schedule<I> schedule) {
    if (schedules.stream().anyMatch(each -> each.name().equals(schedule.name()))) {
      throw PipelineDefinitionException.scheduledTwice(name, schedule.name());
    }
    List<Schedule<I>> all = new ArrayList<>(schedules);
    all.add(schedule);
    return new Pipeline<>(
        name, input, partitions, priorities, resultTtl, keptResults, stages, all, key, windows);
  }

  /**
   * The same, one stage of which is run in another way, as an operator configures it. What the
   * stage means stays: its next stage, its routes, and whether it is keyed.
   *
   * @throws IllegalArgumentException where there is no stage of this name, naming those that there
   *     are
   * @throws PipelineDefinitionException where the change would make another pipeline of it
   */
  public Pipeline<I> reconfigured(String stage, UnaryOperator<StageConfig> change) {
    Map<String, StageDefinition<?, ?>> changed = new LinkedHashMap<>(stages);
    changed.put(stage, run(stage(stage), change));
    return new Pipeline<>(
        name,
        input,
        partitions,
        priorities,
        resultTtl,
        keptResults,
        changed,
        schedules,
        key,
        windows);
  }

  private <A, O> StageDefinition<A, O> run(
      StageDefinition<A, O> stage, UnaryOperator<StageConfig> change) {
    return new StageDefinition<>(
        stage.name(),
        stage.input(),
        stage.output(),
        stage.handler(),
        stage.configured(name, change),
        stage.next(),
        stage.bracket());
  }

  /** How long a stored result stays. */
  public Duration resultTtl() {
    return resultTtl;
  }

  /** How long its log of results keeps an end, zero for no log; empty where it does not say. */
  public Optional<Duration> keptResults() {
    return Optional.ofNullable(keptResults);
  }

  /** The stages in the order of definition, the first of which takes what clients submit. */
  public List<StageDefinition<?, ?>> stages() {
    return List.copyOf(stages.values());
  }

  /** Whether keys mean anything at any of its stages, so that entries must carry them. */
  public boolean keyed() {
    return facts.keyed();
  }

  /**
   * The key of a job that is submitted without one, as {@link PipelineBuilder#keyedBy} says; null
   * where nothing was said.
   */
  public @Nullable String keyOf(I input) {
    return facts.keyOf(input);
  }

  /** Whether {@link PipelineBuilder#keyedBy} gives jobs their keys. */
  public boolean keyedBy() {
    return key != null;
  }

  /** What programs must know of it that submit jobs, wait for their results or look at it. */
  public PipelineFacts<I> facts() {
    return facts;
  }

  /** The schedule with the key that its jobs have in this pipeline. */
  public Schedule<I> withKey(Schedule<I> schedule) {
    return facts.withKey(schedule);
  }

  /** The stage that takes what clients submit. */
  public StageDefinition<?, ?> first() {
    return stages.values().iterator().next();
  }

  /** The schedules that are defined with it, in the order of definition. */
  public List<Schedule<I>> schedules() {
    return schedules;
  }

  /** The windows that its handlers update, in the order of definition. */
  public List<Window> windows() {
    return List.copyOf(windows.values());
  }

  /** The window of this name. */
  public Optional<Window> window(String window) {
    return Optional.ofNullable(windows.get(window));
  }

  /** The pipelines to which its outcomes submit jobs, and what all stages want of them, by name. */
  public SortedMap<String, ChainTarget> chainTargets() {
    SortedMap<String, ChainTarget> targets = new TreeMap<>();
    for (StageDefinition<?, ?> stage : stages.values()) {
      stage
          .config()
          .submitting()
          .forEach((name, target) -> targets.merge(name, target, ChainTarget::and));
    }
    return targets;
  }

  /**
   * Whether entries may run through the stage: its configuration says so, and nothing speaks
   * against it. See {@link StageConfig#withRunThrough()}.
   */
  public boolean runsThrough(String stage) {
    StageDefinition<?, ?> named = stage(stage);
    return named.config().runThrough()
        && new RunThroughCheck(stages, windows.values()).refusal(named) == null;
  }

  /**
   * The stages whose entries may still update the window, each before those that it forwards to:
   * all but those that only the window's summaries reach.
   */
  public List<String> upstreamOf(Window window) {
    return new Upstream(stages).of(window, windows.values());
  }

  /**
   * The stage of this name.
   *
   * @throws IllegalArgumentException where there is none, naming those that there are
   */
  public StageDefinition<?, ?> stage(String stage) {
    StageDefinition<?, ?> found = stages.get(stage);
    if (found == null) {
      throw new IllegalArgumentException(
          "pipeline '" + name + "' has no stage '" + stage + "'; it has " + stages.keySet());
    }
    return found;
  }

  /**
   * The partition that a key belongs to: the CRC-32 of its UTF-8 bytes modulo the number of
   * partitions.
   */
  public int partitionOf(String key) {
    return facts.partitionOf(key);
  }

  @Override
  public String toString() {
    return "Pipeline[" + name + " " + stages.keySet() + ", partitions=" + partitions + "]";
  }
}
