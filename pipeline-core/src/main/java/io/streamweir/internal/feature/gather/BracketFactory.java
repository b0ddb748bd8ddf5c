package io.streamweir.internal.feature.gather;

import io.streamweir.codec.AvroCodec;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.lane.Decision;
import io.streamweir.internal.lane.HandlerStep;
import io.streamweir.internal.lane.OutputEncoder;
import io.streamweir.pipeline.Bracket;
import io.streamweir.pipeline.GatherStage;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.SplitStage;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Puts together what runs the handlers of split and gather stages. */
public final class BracketFactory {
  private final RedisLink link;
  private final Pipeline<?> pipeline;
  private final AvroCodec codec;
  private final String consumer;

  public BracketFactory(RedisLink link, Pipeline<?> pipeline, AvroCodec codec, String consumer) {
    this.link = link;
    this.pipeline = pipeline;
    this.codec = codec;
    this.consumer = consumer;
  }

  /** What runs the handler of a split stage; null for every other one. */
  public <I extends SpecificRecord, P extends SpecificRecord> @Nullable HandlerStep<I, P> splitting(
      StageDefinition<I, P> stage, Keys keys, GatherRule gathers, Decision decision) {
    if (!(stage.handler() instanceof SplitStage<I, P> handler)) {
      return null;
    }
    StageDefinition<?, ?> target = pipeline.stage(Objects.requireNonNull(stage.next()));
    long most = target.config().maxBacklog();
    SplitScript script =
        new SplitScript(link, keys, stage.name(), target.name(), most, stage.gather(), consumer);
    OutputEncoder encoder = new OutputEncoder(codec, stage);
    Splitting<I, P> splitting = new Splitting<>(stage.name(), handler, link, script, encoder, most);
    return new SplitStep<>(splitting, gathers, decision, stage.gather().timeout().toMillis());
  }

  /** The same stage, whose handler gets the results of parts where it gathers. */
  public <I extends SpecificRecord, O extends SpecificRecord> StageDefinition<I, O> runnable(
      StageDefinition<I, O> stage, Keys keys) {
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
  private <I extends SpecificRecord, R extends SpecificRecord, O extends SpecificRecord>
      Gathering<I, R, O> gathering(
          GatherStage<I, R, O> handler,
          String split,
          Class<? extends SpecificRecord> results,
          Keys keys) {
    return new Gathering<>(
        handler, split, (Class<R>) results, link, new GatherStore(link, keys), codec);
  }
}
