package io.streamweir.internal.feature.chain;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineDefinitionException;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outcomes submit at stages of every kind, and beside what else they do. */
@WithRedis
class ChainStagesIT {
  private static final FailurePolicy SOON =
      FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(50)));
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Queue<StageContext> contexts = new ConcurrentLinkedQueue<>();

  private Pipeline<Text> billing() {
    return Pipeline.named("billing")
        .accepts(Text.class)
        .stage(
            "bill",
            Text.class,
            (text, context) -> {
              told.add(text.getValue());
              contexts.add(context);
              return Outcome.drop();
            })
        .build();
  }

  private static StageConfig submits(StageConfig config) {
    return config.withSubmitting(ChainTarget.of("billing", Text.class));
  }

  private static <O> Outcome<O> told(Outcome<O> outcome, String what) {
    return outcome.submitting("billing", new Text(what));
  }

  @Test
  void everyEntryOfABatchSubmitsItsOwn(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        Pipeline.named("orders")
            .accepts(Text.class)
            .batchStage(
                "price",
                Text.class,
                entries ->
                    entries.stream()
                        .map(entry -> told(Outcome.<Text>drop(), "of " + entry.input().getValue()))
                        .toList(),
                config -> submits(config).withBatch(3, Duration.ofMillis(50)))
            .build();
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      to.worker();
      from.worker();
      from.submitNumbers(7);
      until(() -> told.size() == 7);
      assertThat(told)
          .containsExactlyInAnyOrder("of 0", "of 1", "of 2", "of 3", "of 4", "of 5", "of 6");
    }
  }

  /** The first entry of the first key fails once, so that those behind it wait or overtake it. */
  @ParameterizedTest
  @ValueSource(strings = {"keyed", "limited", "limited per key"})
  void keyedAndLimitedStagesSubmitOnce(String kind, RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        Pipeline.named("orders")
            .accepts(Text.class)
            .stage(
                "price",
                Text.class,
                (text, context) -> {
                  if (context.attempt() == 1 && text.getValue().equals("0 0")) {
                    throw new IllegalStateException("fails once");
                  }
                  return told(Outcome.<Text>finish(text), text.getValue());
                },
                config -> limited(kind, submits(config)).withConcurrency(4).withFailure(SOON))
            .build();
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      to.worker();
      from.worker();
      from.worker();
      List<String> texts = IntStream.range(0, 60).mapToObj(i -> i % 3 + " " + i / 3).toList();
      for (String text : texts) {
        SubmitOptions options = SubmitOptions.defaults().withKey(text.substring(0, 1));
        from.jobs().submit(new Text(text), options);
      }
      until(() -> told.size() >= 60 && from.redis.xlen(from.keys.outbox("billing")) == 0);
      assertThat(told).containsExactlyInAnyOrderElementsOf(texts);
      if (kind.equals("keyed")) {
        for (String key : List.of("0", "1", "2")) {
          assertThat(told.stream().filter(text -> text.startsWith(key)))
              .containsExactlyElementsOf(texts.stream().filter(t -> t.startsWith(key)).toList());
        }
      }
    }
  }

  private static StageConfig limited(String kind, StageConfig config) {
    return switch (kind) {
      case "keyed" -> config.withOrder();
      case "limited" -> config.withMaxRunning(2);
      default -> config.withMaxRunningPerKey(2);
    };
  }

  @Test
  void partsAndTheGatherSubmit(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        Pipeline.named("orders")
            .accepts(Text.class)
            .split(
                "cut",
                Text.class,
                (text, context) -> Parts.of(Stream.of(text.getValue().split(",")).map(Text::new)))
            .stage(
                "part",
                Text.class,
                (text, context) ->
                    text.getValue().equals("dead")
                        ? told(Outcome.reject("no"), "rejected")
                        : told(Outcome.<Text>forward(text), "part " + text.getValue()),
                config -> submits(config))
            .gather("join", Text.class, Text.class, ChainStagesIT::join, ChainStagesIT::submits)
            .build();
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      to.worker();
      from.worker();
      assertThat(from.value(from.submit("a,b,c"))).isEqualTo("3");
      assertThat(from.failure(from.submit("dead")).error()).isEqualTo("no");
      until(() -> told.size() == 5);
      assertThat(told)
          .containsExactlyInAnyOrder("part a", "part b", "part c", "joined 3", "rejected");
    }
  }

  private static Outcome<Text> join(Text text, Gathered<Text> parts, StageContext context) {
    String all = Integer.toString(parts.total());
    return told(Outcome.<Text>finish(new Text(all)), "joined " + all);
  }

  @Test
  void submitsBesideWindowsInEitherOrder(RedisSpace space) throws Exception {
    WindowUpdate update = WindowUpdate.of("traffic", System.currentTimeMillis()).count("all");
    Pipeline<Text> orders =
        Pipeline.named("orders")
            .accepts(Text.class)
            .stage(
                "price",
                Text.class,
                (text, context) ->
                    text.getValue().equals("1")
                        ? told(Outcome.<Text>drop().windowing(update), "one")
                        : told(Outcome.<Text>drop(), "two").windowing(update),
                ChainStagesIT::submits)
            .branch(
                "summary", WindowSummary.class, Text.class, (summary, context) -> Outcome.drop())
            .window(Window.tumbling("traffic", Duration.ofHours(1), "summary"))
            .build();
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      to.worker();
      from.worker();
      from.submit("1");
      from.submit("2");
      until(() -> told.size() == 2);
      until(() -> "2".equals(from.redis.hget(from.keys.windowProgress("traffic"), "updates")));
    }
  }

  @Test
  void theTraceGoesOnAndNoOtherHeader(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        Pipeline.named("orders")
            .accepts(Text.class)
            .stage(
                "price",
                Text.class,
                (text, context) ->
                    text.getValue().equals("all")
                        ? Outcome.<Text>drop()
                            .submitting(
                                "billing",
                                text,
                                ChainOptions.defaults().withHeaders(context.headers()))
                        : told(Outcome.<Text>drop(), "trace"),
                ChainStagesIT::submits)
            .build();
    Map<String, String> headers =
        Map.of("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01", "tenant", "anna");
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      to.worker();
      from.worker();
      var options = io.streamweir.client.SubmitOptions.defaults().withHeaders(headers);
      from.jobs().submit(new Text("some"), options);
      until(() -> contexts.size() == 1);
      from.jobs().submit(new Text("all"), options);
      until(() -> contexts.size() == 2);
      List<StageContext> seen = List.copyOf(contexts);
      assertThat(seen.get(0).headers()).containsOnlyKeys("traceparent");
      assertThat(seen.get(0).headers().get("traceparent")).contains(TRACE);
      assertThat(seen.get(1).headers()).isEqualTo(headers);
    }
  }

  @Test
  void aSplitHasNoOutcomeThatCouldSubmit() {
    var builder =
        Pipeline.named("orders")
            .accepts(Text.class)
            .split("cut", Text.class, (text, context) -> Parts.<Text>none(), ChainStagesIT::submits)
            .gather("join", Text.class, Text.class, ChainStagesIT::join);
    Assertions.assertThatExceptionOfType(PipelineDefinitionException.class)
        .isThrownBy(builder::build)
        .withMessageContaining("split stage 'cut'");
  }
}
