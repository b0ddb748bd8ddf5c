package io.streamweir.internal.feature.chain;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.Result;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.Submission;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a handler may not submit is a failed attempt that says so. */
@WithRedis
class ChainRefusalIT {
  private static final ChainTarget BILLING = ChainTarget.of("billing", Text.class);

  private static PipelineBuilder<Text, Text> billing() {
    return Pipeline.named("billing")
        .accepts(Text.class)
        .stage("bill", Text.class, (text, context) -> Outcome.drop());
  }

  private static Pipeline<Text> orders(
      UnaryOperator<Outcome<Text>> submitting, UnaryOperator<StageConfig> config) {
    return Pipeline.named("orders")
        .accepts(Text.class)
        .stage(
            "price",
            Text.class,
            (text, context) -> submitting.apply(Outcome.<Text>drop()),
            once ->
                config.apply(
                    once.withFailure(
                        FailurePolicy.attempts(1, Backoff.fixed(Duration.ofMillis(1))))))
        .build();
  }

  private static String refusal(
      RedisSpace space, Pipeline<Text> billing, UnaryOperator<Outcome<Text>> submitting)
      throws Exception {
    return refusal(space, billing, submitting, config -> config.withSubmitting(BILLING));
  }

  private static String refusal(
      RedisSpace space,
      Pipeline<?> billing,
      UnaryOperator<Outcome<Text>> submitting,
      UnaryOperator<StageConfig> config)
      throws Exception {
    try (Rig from = Rig.on(space, orders(submitting, config))) {
      PipelineMeta.agree(from.link, billing);
      from.worker();
      Result.Failed failed = from.failure(from.submit("1"));
      assertThat(failed.reason()).isEqualTo("attempts");
      assertThat(from.redis.xlen(from.keys.outbox("billing"))).isZero();
      return failed.error();
    }
  }

  private static Outcome<Text> submit(Outcome<Text> outcome, ChainOptions options) {
    return outcome.submitting("billing", new Text("x"), options);
  }

  @Test
  void aPipelineThatTheStageDoesNotList(RedisSpace space) throws Exception {
    assertThat(
            refusal(
                space, billing().build(), outcome -> outcome.submitting("biling", new Text("x"))))
        .contains("'biling', which its withSubmitting does not list: [billing]");
  }

  @Test
  void anotherTypeThanItLists(RedisSpace space) throws Exception {
    assertThat(
            refusal(
                space, billing().build(), outcome -> outcome.submitting("billing", new Amount())))
        .contains("a io.streamweir.testrecords.Amount, not the io.streamweir.testrecords.Text");
  }

  @Test
  void aTypeThatTheTargetCannotRead(RedisSpace space) throws Exception {
    Pipeline<Amount> amounts =
        Pipeline.named("billing")
            .accepts(Amount.class)
            .stage("bill", Amount.class, (amount, context) -> Outcome.drop())
            .build();
    assertThat(
            refusal(
                space,
                amounts,
                outcome -> outcome.submitting("billing", new Text("x")),
                config -> config.withSubmitting(BILLING)))
        .contains("MismatchException")
        .contains("pipeline 'billing' takes io.streamweir.testrecords.Amount and cannot read");
  }

  @Test
  void apriorityThatTheTargetDoesNotHave(RedisSpace space) throws Exception {
    ChainOptions high = ChainOptions.defaults().withPriority(Priority.HIGH);
    assertThat(refusal(space, billing().build(), outcome -> submit(outcome, high)))
        .contains("pipeline 'billing' takes no jobs of priority high");
  }

  @Test
  void noKeyWhereOnlyTheTargetsCodeKnowsIt(RedisSpace space) throws Exception {
    assertThat(
            refusal(
                space,
                billing().keyedBy(Text::getValue).build(),
                outcome -> submit(outcome, ChainOptions.defaults())))
        .contains("submit with ChainOptions.withKey");
  }

  @Test
  void moreBytesThanTheStageMayHandOn(RedisSpace space) throws Exception {
    assertThat(
            refusal(
                space,
                billing().build(),
                outcome -> outcome.submitting("billing", new Text("x".repeat(2_000))),
                config -> config.withSubmitting(BILLING).withMaxPayloadBytes(1_000)))
        .contains("more than the 1000 that its maxPayloadBytes of 1000 allows");
    assertThat(
            refusal(
                space,
                billing().build(),
                outcome -> {
                  Outcome<Text> all = outcome;
                  for (int i = 0; i < 9; i++) {
                    all = all.submitting("billing", new Text("x".repeat(950)));
                  }
                  return all;
                },
                config -> config.withSubmitting(BILLING).withMaxPayloadBytes(1_000)))
        .contains("outputs of one outcome");
  }

  @Test
  void moreJobsThanOneOutcomeMaySubmit() {
    Outcome<Text> outcome = Outcome.drop();
    for (int i = 0; i < Submission.MOST; i++) {
      outcome = outcome.submitting("billing", new Text("x"));
    }
    Outcome<Text> full = outcome;
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> full.submitting("billing", new Text("x")))
        .withMessageContaining("at most 100 jobs");
  }

  @Test
  void aTargetThatDisappearsWhileSomethingWaitsForIt(RedisSpace space) throws Exception {
    Pipeline<Text> chained =
        orders(outcome -> submit(outcome, ChainOptions.defaults()), c -> c.withSubmitting(BILLING));
    try (Rig from = Rig.on(space, chained)) {
      PipelineMeta.agree(
          from.link,
          Pipeline.named("billing")
              .accepts(Text.class)
              .stage(
                  "bill",
                  Text.class,
                  (text, context) -> Outcome.drop(),
                  config -> config.withMaxBacklog(1))
              .build());
      from.worker(new Ledger());
      from.redis.xadd(from.keys.outbox("billing"), "no", "job");
      Pipeline<Text> plain = orders(outcome -> outcome, config -> config);
      assertThatExceptionOfType(PipelineMeta.MismatchException.class)
          .isThrownBy(() -> PipelineMeta.agree(from.link, plain))
          .withMessageContaining("1 job in Redis that it is to submit to pipeline 'billing'");
      from.redis.del(from.keys.outbox("billing"));
      PipelineMeta.agree(from.link, plain);
      until(() -> List.of("").contains(meta(from)));
    }
  }

  private static String meta(Rig orders) {
    String meta = orders.keys.outbox("").replaceFirst("/0}.*", "}:meta");
    return orders.redis.hget(meta, "submits-to");
  }
}
