package io.streamweir.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
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
 */
public record StageDefinition<I extends SpecificRecord, O extends SpecificRecord>(
    String name,
    Class<I> input,
    Class<O> output,
    Stage<I, O> handler,
    StageConfig config,
    @Nullable String next) {

  /** How large its batches are; null for a stage that takes one entry at a time. */
  public @Nullable BatchConfig batch() {
    if (!(handler instanceof BatchStage)) {
      return null;
    }
    return config.batch() == null ? BatchConfig.defaults() : config.batch();
  }

  /** Every stage that this one may forward to, with the payload that goes there. */
  public Map<String, Class<? extends SpecificRecord>> routes() {
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
