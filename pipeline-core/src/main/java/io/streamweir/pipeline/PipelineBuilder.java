package io.streamweir.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Collects a pipeline's stages; {@link #build} checks the graph. Not thread-safe.
 *
 * @param <I> the payload that a client submits
 * @param <C> the payload that the stage defined last hands on
 */
public final class PipelineBuilder<I, C> {
  private final String name;
  private final Class<I> input;
  private final Class<?> current;
  private final Map<String, StageDefinition<?, ?>> stages = new LinkedHashMap<>();
  private final Map<String, Schedule<I>> schedules = new LinkedHashMap<>();
  private final Deque<String> openSplits = new ArrayDeque<>(); // innermost first
  private final Map<String, Window> windows = new LinkedHashMap<>();
  private int partitions = 1;
  private List<Priority> priorities = List.of(Priority.NORMAL);
  private Duration resultTtl = Duration.ofDays(1);
  private @Nullable Duration keptResults;
  private @Nullable Function<? super I, String> key;
  private @Nullable String last;

  PipelineBuilder(String name, Class<I> input, Class<C> current) {
    this.name = name;
    this.input = Objects.requireNonNull(input, "input");
    this.current = current;
  }

  private PipelineBuilder(PipelineBuilder<I, ?> before, Class<C> current, String last) {
    this(before.name, before.input, current);
    this.stages.putAll(before.stages);
    this.schedules.putAll(before.schedules);
    this.openSplits.addAll(before.openSplits);
    this.windows.putAll(before.windows);
    this.partitions = before.partitions;
    this.priorities = before.priorities;
    this.resultTtl = before.resultTtl;
    this.keptResults = before.keptResults;
    this.key = before.key;
    this.last = last;
  }

  /** Adds a stage that takes what the stage before it hands on. */
  public <O> PipelineBuilder<I, O> stage(String stage, Class<O> output, Stage<C, O> handler) {
    return stage(stage, output, handler, UnaryOperator.identity());
  }

  /** Adds a stage that takes what the stage before it hands on, run as {@code config} says. */
  @SuppressWarnings("unchecked") // current is C's class, but an erased one after stage()
  public <O> PipelineBuilder<I, O> stage(
      String stage, Class<O> output, Stage<C, O> handler, UnaryOperator<StageConfig> config) {
    PipelineBuilder<I, O> after = add(stage, (Class<C>) current, output, handler, config);
    if (last != null) {
      after.follow(last, stage);
    }
    return after;
  }

  /**
   * Adds a stage that takes what the stage before it hands on, many entries at once; {@code config}
   * says how many by {@link StageConfig#withBatch}.
   */
  public <O> PipelineBuilder<I, O> batchStage(
      String stage, Class<O> output, BatchStage<C, O> handler, UnaryOperator<StageConfig> config) {
    return stage(stage, output, handler, config);
  }

  /** Adds a stage that splits what the stage before it hands on into parts. */
  public <P> PipelineBuilder<I, P> split(String stage, Class<P> part, SplitStage<C, P> handler) {
    return split(stage, part, handler, UnaryOperator.identity());
  }

  /**
   * Adds a stage that splits what the stage before it hands on into parts. The stages that follow
   * handle parts, until a {@link #gather} that ends the innermost split. {@code config} says by
   * {@link StageConfig#withGather} what becomes of parts that fail.
   */
  public <P> PipelineBuilder<I, P> split(
      String stage, Class<P> part, SplitStage<C, P> handler, UnaryOperator<StageConfig> config) {
    PipelineBuilder<I, P> after = stage(stage, part, handler, config);
    after.stages.computeIfPresent(
        stage, (n, s) -> with(s, s.next(), new Bracket(stage, null, null)));
    after.openSplits.push(stage);
    return after;
  }

  /** Adds a stage that gets the results of all parts of the innermost split at once. */
  public <A, O> PipelineBuilder<I, O> gather(
      String stage, Class<A> original, Class<O> output, GatherStage<A, C, O> handler) {
    return gather(stage, original, output, handler, UnaryOperator.identity());
  }

  /**
   * Adds a stage that gets the results of all parts of the innermost split at once, run as {@code
   * config} says.
   *
   * @param original what that split was given, which the handler gets as well
   * @throws PipelineDefinitionException where no split is open, or it takes something else
   */
  @SuppressWarnings("unchecked") // current is C's class, but an erased one after stage()
  public <A, O> PipelineBuilder<I, O> gather(
      String stage,
      Class<A> original,
      Class<O> output,
      GatherStage<A, C, O> handler,
      UnaryOperator<StageConfig> config) {
    String split = GatherCheck.openSplit(name, stage, original, openSplits.peek(), stages);
    Bracket bracket = new Bracket(split, stage, (Class<C>) current);
    PipelineBuilder<I, O> after = add(stage, original, output, handler, config);
    after.stages.computeIfPresent(split, (n, s) -> with(s, s.next(), bracket));
    after.stages.computeIfPresent(stage, (n, s) -> with(s, s.next(), bracket));
    after.openSplits.pop();
    if (last != null) {
      after.follow(last, stage);
    }
    return after;
  }

  /** Adds a stage that begins a branch: it gets only what other stages route to it. */
  public <A, O> PipelineBuilder<I, O> branch(
      String stage, Class<A> takes, Class<O> output, Stage<A, O> handler) {
    return branch(stage, takes, output, handler, UnaryOperator.identity());
  }

  /** Adds a stage that begins a branch, run as {@code config} says. */
  public <A, O> PipelineBuilder<I, O> branch(
      String stage,
      Class<A> takes,
      Class<O> output,
      Stage<A, O> handler,
      UnaryOperator<StageConfig> config) {
    return add(stage, takes, output, handler, config);
  }

  /**
   * Adds a stage that begins a branch and takes many entries at once, run as {@code config} says.
   */
  public <A, O> PipelineBuilder<I, O> batchBranch(
      String stage,
      Class<A> takes,
      Class<O> output,
      BatchStage<A, O> handler,
      UnaryOperator<StageConfig> config) {
    return branch(stage, takes, output, handler, config);
  }

  /**
   * Spreads the pipeline over so many partitions, 1 to 1,024; default 1. Fixed once the pipeline
   * holds jobs.
   */
  public PipelineBuilder<I, C> partitions(int partitions) {
    if (partitions < 1 || partitions > 1024) {
      throw new PipelineDefinitionException(
          "pipeline '" + name + "': partitions must be 1 to 1024: " + partitions);
    }
    this.partitions = partitions;
    return this;
  }

  /**
   * Lets each job have a {@link Priority}. May be turned on while the pipeline holds jobs: workers
   * should know of it before producers do. It stays on for all programs that use the pipeline's
   * keys.
   */
  public PipelineBuilder<I, C> priorities() {
    this.priorities = List.of(Priority.values());
    return this;
  }

  /** Keeps stored results so long; default 1 day, 1 s to 100 years. */
  public PipelineBuilder<I, C> resultTtl(Duration resultTtl) {
    this.resultTtl = checkKept(resultTtl);
    return this;
  }

  /**
   * Also appends how each job ends to a log, which keeps it so long; 1 s to 100 years. Programs
   * read the log at their own pace and go on where they were. Once a program has turned the log on,
   * it stays on for all that start later, also where their definition does not say so. Zero turns
   * it off.
   */
  public PipelineBuilder<I, C> keepResults(Duration keptResults) {
    this.keptResults = keptResults.isZero() ? keptResults : checkKept(keptResults);
    return this;
  }

  private Duration checkKept(Duration kept) {
    if (kept.toSeconds() < 1 || kept.compareTo(Horizon.LONGEST) > 0) {
      throw new PipelineDefinitionException(
          "pipeline '" + name + "': results must be kept for 1 s to 100 years: " + kept);
    }
    return kept;
  }

  /**
   * Gives jobs that are submitted without a key this one, made of what is submitted: a customer's
   * number, for example. It decides the partition, and order and limits per key go by it. It must
   * be the same for the same input in every program.
   */
  public PipelineBuilder<I, C> keyedBy(Function<? super I, String> key) {
    this.key = Objects.requireNonNull(key, "key");
    return this;
  }

  /**
   * Adds a schedule. Workers make it known when they start: the one that starts last decides what
   * the schedules that are defined in code are. One that is no longer defined stops firing.
   */
  public PipelineBuilder<I, C> schedule(Schedule<I> schedule) {
    if (schedules.putIfAbsent(schedule.name(), schedule) != null) {
      throw PipelineDefinitionException.scheduledTwice(name, schedule.name());
    }
    return this;
  }

  /**
   * Adds a window that handlers update by {@link Outcome#windowing}. Its summaries go to a stage
   * that takes {@link WindowSummary}, which {@link #branch} begins.
   */
  public PipelineBuilder<I, C> window(Window window) {
    if (windows.putIfAbsent(window.name(), window) != null) {
      throw new PipelineDefinitionException(
          "pipeline '" + name + "' defines window '" + window.name() + "' twice");
    }
    return this;
  }

  /**
   * Checks the graph and makes the pipeline.
   *
   * @throws PipelineDefinitionException where there is no stage, a target is unknown or takes
   *     another payload, stages form a cycle, or a stage cannot be reached; the message names the
   *     stage
   */
  public Pipeline<I> build() {
    new GraphCheck(name, input, stages, windows.values()).run();
    Pipeline<I> made =
        new Pipeline<>(
            name,
            input,
            partitions,
            priorities,
            resultTtl,
            keptResults,
            stages,
            List.copyOf(schedules.values()),
            key,
            windows);
    if (made.keyed() && priorities.size() > 1) {
      throw new PipelineDefinitionException(
          "pipeline '"
              + name
              + "' has priorities, by which jobs overtake, and a keyed stage, which keeps their"
              + " order; leave one of them out");
    }
    return made;
  }

  private <A, O> PipelineBuilder<I, O> add(
      String stage,
      Class<A> takes,
      Class<O> output,
      Stage<A, O> handler,
      UnaryOperator<StageConfig> config) {
    if (stages.containsKey(Names.check("stage", stage))) {
      throw new PipelineDefinitionException(
          "pipeline '" + name + "' defines stage '" + stage + "' twice");
    }
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(handler, "handler");
    StageConfig made = config.apply(StageConfig.defaults());
    if (made.batch() != null && !(handler instanceof BatchStage)) {
      throw new PipelineDefinitionException(
          "pipeline '"
              + name
              + "': stage '"
              + stage
              + "' takes one entry at a time, so withBatch says nothing of it: use"
              + " batchStage(...)");
    }
    checkKeys(stage, handler, made);
    PipelineBuilder<I, O> after = new PipelineBuilder<>(this, output, stage);
    after.stages.put(
        stage, new StageDefinition<>(stage, takes, output, handler, made, made.next(), null));
    return after;
  }

  private void checkKeys(String stage, Stage<?, ?> handler, StageConfig config) {
    KeyLimits keys = config.keys();
    String wrong = null;
    if (keys.any() && handler instanceof SplitStage) {
      wrong = "splits, so it can keep no order or limits per key: give them to a stage before it";
    } else if (keys.any() && handler instanceof BatchStage) {
      wrong =
          "takes many entries at once, so it can keep no order or limits per key: use stage(...)";
    } else if (keys.any() && config.limits().any()) {
      wrong =
          "has limits per key or an order, and limits over all keys: give these to a stage of their"
              + " own before it";
    } else if (keys.ordered() && keys.maxRunning() > 1) {
      wrong =
          "is ordered, which is one entry of a key at a time: leave out withOrder or"
              + " withMaxRunningPerKey("
              + keys.maxRunning()
              + ")";
    }
    if (wrong != null) {
      throw new PipelineDefinitionException(
          "pipeline '" + name + "': stage '" + stage + "' " + wrong);
    }
  }

  /** Lets {@code stage} follow {@code before}, unless that one names another. */
  private void follow(String before, String stage) {
    stages.computeIfPresent(before, (n, s) -> s.next() == null ? with(s, stage, s.bracket()) : s);
  }

  private static <A, O> StageDefinition<A, O> with(
      StageDefinition<A, O> s, @Nullable String next, @Nullable Bracket bracket) {
    return new StageDefinition<>(
        s.name(), s.input(), s.output(), s.handler(), s.config(), next, bracket);
  }
}
