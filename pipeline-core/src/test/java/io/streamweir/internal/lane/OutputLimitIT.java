package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Result;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever a stage hands on that is too large is a failed attempt, which names the size. */
@WithRedis
class OutputLimitIT {
  private static final int MOST = 1_000;
  private static final Text LARGE = new Text("x".repeat(2_000));
  private static final UnaryOperator<StageConfig> LIMITED =
      config ->
          config
              .withMaxPayloadBytes(MOST)
              .withFailure(FailurePolicy.attempts(2, Backoff.fixed(Duration.ofMillis(5))));

  private static Outcome<Text> obey(Text text, StageContext context) {
    return switch (text.getValue()) {
      case "forward" -> Outcome.forward(LARGE);
      case "forward several" -> Outcome.forwardAll(List.of(text, LARGE));
      case "forward too many" ->
          Outcome.forwardAll(Collections.nCopies(20, new Text("y".repeat(500))));
      case "finish" -> Outcome.finish(LARGE);
      default -> Outcome.forward(text);
    };
  }

  private static Outcome<Text> end(Text text, StageContext context) {
    return Outcome.finish(text);
  }

  private static PipelineBuilder<Text, Text> begin() {
    return Pipeline.named("limited").accepts(Text.class);
  }

  private static void expectFailure(Rig rig, String job, String stage, String error)
      throws Exception {
    Result.Failed failure = rig.failure(rig.submit(job));
    assertThat(failure.reason()).as(job).isEqualTo("attempts");
    assertThat(failure.attempts()).as(job).isEqualTo(2);
    assertThat(failure.stage()).as(job).isEqualTo(stage);
    assertThat(failure.error()).as(job).contains(error).contains("maxPayloadBytes of 1000");
  }

  private static void expectAllRefused(RedisSpace space, Pipeline<Text> pipeline) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      String one = "Text of 2012 bytes, more than the 1000 that";
      expectFailure(rig, "forward", "work", one);
      expectFailure(rig, "forward several", "work", one);
      expectFailure(rig, "finish", "work", one);
      expectFailure(rig, "forward too many", "work", "outputs of one outcome of");
      assertThat(rig.value(rig.submit("small"))).isEqualTo("small");
    }
  }

  @Test
  void holdsForOutputsAndResults(RedisSpace space) throws Exception {
    expectAllRefused(
        space,
        begin()
            .stage("work", Text.class, OutputLimitIT::obey, LIMITED)
            .stage("end", Text.class, OutputLimitIT::end)
            .build());
  }

  private static List<Outcome<Text>> obeyAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> obey(entry.input(), entry.context())).toList();
  }

  @Test
  void holdsForEachEntryOfABatch(RedisSpace space) throws Exception {
    expectAllRefused(
        space,
        begin()
            .batchStage("work", Text.class, OutputLimitIT::obeyAll, LIMITED)
            .stage("end", Text.class, OutputLimitIT::end)
            .build());
  }

  private static Parts<Text> split(Text text, StageContext context) {
    return Parts.of(List.of(text, text.getValue().equals("part") ? LARGE : text).stream());
  }

  @Test
  void holdsForPartsAndForWhatTheyGiveToTheirGatherAndWhatThatHandsOn(RedisSpace space)
      throws Exception {
    Pipeline<Text> pipeline =
        begin()
            .split(
                "list",
                Text.class,
                OutputLimitIT::split,
                config -> LIMITED.apply(config).withGather(GatherPolicy.failWhole()))
            .stage("work", Text.class, OutputLimitIT::obey, LIMITED)
            .gather(
                "sum",
                Text.class,
                Text.class,
                (text, parts, context) ->
                    text.getValue().equals("sum")
                        ? Outcome.<Text>finish(LARGE)
                        : Outcome.finish(text),
                LIMITED)
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      String one = "Text of 2012 bytes, more than the 1000 that";
      expectFailure(rig, "part", "list", one);
      expectFailure(rig, "forward", "work", one);
      expectFailure(rig, "sum", "sum", one);
      assertThat(rig.value(rig.submit("small"))).isEqualTo("small");
    }
  }

  @Test
  void isOneThatEveryStageHas() {
    assertThat(StageConfig.defaults().maxPayloadBytes()).isEqualTo(8 << 20);
  }
}
