package io.streamweir.internal.feature.gather;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.HandlerStep;
import io.streamweir.internal.lane.OutputEncoder;
import io.streamweir.internal.settle.ServerClock;
import io.streamweir.internal.upkeep.UpkeepTask;
import io.streamweir.pipeline.Bracket;
import io.streamweir.pipeline.GatherStage;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.SplitStage;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.Objects;

/** What the stages of one pipeline have of their own where one of them splits. */
public record Gathers(RedisLink link, Pipeline<?> pipeline, AvroCodec codec, String consumer) {
  /** Whether the pipeline splits. */
  public boolean any() {
    return pipeline.stages().stream().anyMatch(StageDefinition::splits);
  }

  /** Ends the gathers of one partition and priority that are overdue. */
  public UpkeepTask overdue(Keys keys, ServerClock clock) {
    OverdueScript script = new OverdueScript(link, keys, ResultKeeping.of(pipeline.facts()));
    return new GatherTicker(pipeline, new GatherStore(link, keys), script, clock).task();
  }

  /** What calls the handler of a split stage; {@code plain} for every other one. */
  public <I, P> HandlerStep<I, P> step(
      StageDefinition<I, P> stage,
      Keys keys,
      GatherRule rule,
      Decision decision,
      HandlerStep<I, P> plain) {
    if (!(stage.handler() instanceof SplitStage<I, P> handler)) {
      return plain;
    }
    StageDefinition<?, ?> target = pipeline.stage(Objects.requireNonNull(stage.next()));
    long most = target.config().maxBacklog();
    SplitScript script =
        new SplitScript(link, keys, stage.name(), target.name(), most, stage.gather(), consumer);
    OutputEncoder encoder = new OutputEncoder(codec, stage);
    Splitting<I, P> splitting = new Splitting<>(stage.name(), handler, link, script, encoder, most);
    return new SplitStep<>(splitting, rule, decision, stage.gather().timeout().toMillis());
  }

  /** The same stage, whose handler gets the results of parts where it gathers. */
  public <I, O> StageDefinition<I, O> runnable(StageDefinition<I, O> stage, Keys keys) {
    Bracket bracket = stage.bracket();
    if (bracket == null
        || bracket.results() == null
        || !(stage.handler() instanceof GatherStage<I, ?, O> handler)) {
      return stage;
    }
    return new StageDefinition<>(
        stage.name(),
        stage.input(),
        stage.output(),
        gathering(handler, bracket.split(), bracket.results(), keys),
        stage.config(),
        stage.next(),
        bracket);
  }

  @SuppressWarnings("unchecked") // the builder has seen that the results are of this class
  private <I, R, O> Gathering<I, R, O> gathering(
      GatherStage<I, R, O> handler, String split, Class<?> results, Keys keys) {
    return new Gathering<>(
        handler, split, (Class<R>) results, link, new GatherStore(link, keys), codec);
  }
}
