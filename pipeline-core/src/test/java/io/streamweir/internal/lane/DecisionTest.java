package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.feature.cancel.CancelledJobs;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.ChangeCounters;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.GivenEntry;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("decided")
          .accepts(Text.class)
          .stage(
              "first",
              Text.class,
              (text, context) -> Outcome.forward(text),
              config ->
                  config
                      .withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofSeconds(7))))
                      .withRoute("side", Amount.class))
          .stage("last", Text.class, (text, context) -> Outcome.finish(text))
          .branch("side", Amount.class, Amount.class, (amount, context) -> Outcome.drop())
          .build();

  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
  private final Decision decision =
      new Decision(
          PIPELINE,
          PIPELINE.stage("first"),
          codec,
          new CancelledJobs(entry -> List.of()),
          List.of());
  private final Text text = new Text("x");

  private static Entry entry(int attempt) {
    return GivenEntry.of("1-0", new byte[] {1}, attempt, 1);
  }

  private List<Effect> effects(Outcome<Text> outcome) {
    return decision.of(entry(1), outcome).settlement().effects();
  }

  @Test
  void appendsToTheTargetsInTheirOrder() {
    List<Effect> effects =
        effects(Outcome.<Text>forward(text).andRoute("side", new Amount(1L, null)));
    assertThat(effects).extracting(effect -> ((Append) effect).target()).containsExactly(0, 1);
  }

  @Test
  void changesCountersWithWhateverElseHappens() {
    Count count = Count.one("state", "field");
    List<Outcome<Text>> outcomes =
        List.of(
            Outcome.forward(text),
            Outcome.forwardAll(List.of(text, text)),
            Outcome.finish(),
            Outcome.drop(),
            Outcome.retryLater(Duration.ZERO, "later"),
            Outcome.postpone(Duration.ZERO, "later"),
            Outcome.reject("no"));
    outcomes.forEach(
        outcome ->
            assertThat(effects(outcome.counting(count)))
                .as(outcome.toString())
                .contains(new ChangeCounters(List.of(count))));
  }

  @Test
  void refusesStagesAndPayloadsThatTheDefinitionDoesNotKnow() {
    assertThatThrownBy(() -> effects(Outcome.route("elsewhere", text)))
        .isInstanceOf(StreamweirException.class)
        .hasMessageContainingAll("first", "elsewhere", "side");
    assertThatThrownBy(() -> effects(Outcome.route("side", text)))
        .hasMessageContainingAll("first", "side", "Amount");
    Decision last =
        new Decision(
            PIPELINE,
            PIPELINE.stage("last"),
            codec,
            new CancelledJobs(entry -> List.of()),
            List.of());
    assertThatThrownBy(() -> last.of(entry(1), Outcome.forward(text)))
        .hasMessageContaining("finish instead");
  }

  @Test
  void delaysAFailedEntryByItsBackoffUntilTheLastAttempt() {
    Effect first = failedAt(1);
    assertThat(((Delay) first).delayMillis()).isEqualTo(7_000);
    assertThat(failedAt(2)).isInstanceOf(Delay.class);
    assertThat(((Bury) failedAt(3)).reason()).isEqualTo("attempts");
  }

  private Effect failedAt(int attempt) {
    return decision
        .failed(entry(attempt), new IllegalStateException("no"))
        .settlement()
        .effects()
        .get(0);
  }

  @Test
  void countsARequestedRetryAsAnAttempt() {
    Outcome<Text> later = Outcome.retryLater(Duration.ofSeconds(-1), "patience");
    Effect first = decision.of(entry(1), later).settlement().effects().get(0);
    assertThat(((Delay) first).delayMillis()).isZero();
    Effect third = decision.of(entry(3), later).settlement().effects().get(0);
    assertThat(((Bury) third).error()).isEqualTo("patience");
  }

  @Test
  void neverEndsByAttemptsWhatWasPutOff() {
    Outcome<Text> off = Outcome.postpone(Duration.ofSeconds(2), "they are away");
    Effect third = decision.of(entry(3), off).settlement().effects().get(0);
    assertThat(((Delay) third).delayMillis()).isEqualTo(2_000);
  }

  @Test
  void shortensWhatHandlersSayToExcess() {
    Effect bury = effects(Outcome.reject("x".repeat(100_000))).get(0);
    assertThat(((Bury) bury).error()).hasSize(2_000);
  }

  @Test
  void letsRulesFollowInTheirOrder() {
    Effect first = new ChangeCounters(List.of(Count.one("state", "first")));
    Effect second = new ChangeCounters(List.of(Count.one("state", "second")));
    List<DecisionRule> rules =
        List.of(
            (entry, decided) -> decided.and(first),
            (entry, decided) -> decided.with(List.of(second)).and(decided.effects().get(0)));
    CancelledJobs none = new CancelledJobs(entry -> List.of());
    Decision ruled = new Decision(PIPELINE, PIPELINE.stage("first"), codec, none, rules);
    List<Decided> all =
        List.of(
            ruled.of(entry(1), Outcome.drop()),
            ruled.cancelled(entry(1)),
            ruled.failed(entry(1), new IllegalStateException("no")),
            ruled.failed(entry(3), new IllegalStateException("no")));
    assertThat(all).allSatisfy(decided -> assertThat(decided.effects()).startsWith(second));
    assertThat(all.get(0).effects()).containsExactly(second, first);
  }

  @Test
  void saysHowManyEntriesFollowAndWhen() {
    assertThat(decision.of(entry(1), Outcome.forwardAll(List.of(text, text))))
        .returns(2, Decided::onward)
        .returns(0L, Decided::onwardMillis);
    assertThat(decision.failed(entry(1), new IllegalStateException("no")))
        .returns(1, Decided::onward)
        .returns(7_000L, Decided::onwardMillis);
    assertThat(decision.failed(entry(3), new IllegalStateException("no")).onward()).isZero();
    assertThat(decision.of(entry(1), Outcome.finish()).onward()).isZero();
  }
}
