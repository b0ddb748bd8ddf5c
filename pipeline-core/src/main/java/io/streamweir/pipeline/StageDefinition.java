package io.streamweir.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a built pipeline. Immutable and thread-safe.
 *
 * @param name unique within the pipeline
 * @param input the payload that it takes
 * @param output the payload that it hands to the next stage
 * @param handler does the work
 * @param config how it is run
 * @param next the stage that follows, or null at the end of the graph
 * @param bracket the split and the gather that belong together, where the stage is one of them;
 *     null for every other one
 */
public record StageDefinition<I, O>(
    String name,
    Class<I> input,
    Class<O> output,
    Stage<I, O> handler,
    StageConfig config,
    @Nullable String next,
    @Nullable Bracket bracket) {

  /** Its configuration, changed without another meaning to the pipeline of this name. */
  StageConfig configured(String pipeline, UnaryOperator<StageConfig> change) {
    StageConfig changed = change.apply(config);
    boolean means =
        Objects.equals(changed.next(), config.next())
            && changed.routes().equals(config.routes())
            && changed.submitting().equals(config.submitting())
            && Objects.equals(changed.gather(), config.gather())
            && changed.keys().any() == config.keys().any();
    boolean batches = changed.batch() == null || handler instanceof BatchStage;
    if (!means || !batches) {
      throw new PipelineDefinitionException(
          "pipeline '"
              + pipeline
              + "': stage '"
              + name
              + (means
                  ? "' takes one entry at a time, so the size of batches says nothing of it"
                  : "' gets another meaning; only the definition can say where it leads and"
                      + " whether it has limits per key"));
    }
    return changed;
  }

  /** Whether its handler splits what it takes into parts. */
  public boolean splits() {
    return bracket != null && bracket.split().equals(name);
  }

  /** Whether it gathers the parts of a split. */
  public boolean gathers() {
    return bracket != null && name.equals(bracket.gather());
  }

  /**
   * Whether it takes one entry after the other and nothing says which or how many: the stages
   * between which entries may run through, see {@link StageConfig#withRunThrough()}.
   */
  public boolean plain() {
    return RunThroughCheck.notPlain(this) == null;
  }

  /** How the parts of a split stage are gathered. */
  public GatherPolicy gather() {
    return config.gather() == null ? GatherPolicy.failWhole() : config.gather();
  }

  /** What other stages forward to it: the results of parts to a gather stage, its input else. */
  public Class<?> takes() {
    return bracket != null && bracket.results() != null && gathers() ? bracket.results() : input;
  }

  /** How large its batches are; null for a stage that takes one entry at a time. */
  public @Nullable BatchConfig batch() {
    if (!(handler instanceof BatchStage)) {
      return null;
    }
    return config.batch() == null ? BatchConfig.defaults() : config.batch();
  }

  /** Every stage that this one may forward to, with the payload that goes there. */
  public Map<String, Class<?>> routes() {
    return config.routes();
  }

  /** The names of all stages that this one may forward to, the next one first. */
  public List<String> targets() {
    List<String> targets = new ArrayList<>();
    if (next != null) {
      targets.add(next);
    }
    config.routes().keySet().stream().sorted().filter(r -> !r.equals(next)).forEach(targets::add);
    return targets;
  }
}
