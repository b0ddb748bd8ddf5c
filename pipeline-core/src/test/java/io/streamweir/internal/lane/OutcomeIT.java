package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@WithRedis
class OutcomeIT {

  /** Does what the text says, and counts it. */
  private static Outcome<Text> obey(Text text, StageContext context) {
    String word = text.getValue();
    Count seen = Count.one("seen", word);
    return switch (word) {
      case "forward" -> Outcome.<Text>forward(text).counting(seen);
      case "forward nothing" -> Outcome.<Text>forwardAll(List.of()).counting(seen);
      case "finish" -> Outcome.<Text>finish(new Text("done")).counting(seen);
      case "finish without a value" -> Outcome.<Text>finish().counting(seen);
      case "drop" -> Outcome.<Text>drop().counting(seen);
      case "reject" -> Outcome.<Text>reject("not wanted").counting(seen);
      default ->
          context.attempt() < 3
              ? Outcome.<Text>retryLater(Duration.ofMillis(5), "not yet").counting(seen)
              : Outcome.<Text>finish(new Text("at attempt " + context.attempt())).counting(seen);
    };
  }

  private static Pipeline<Text> obedient() {
    return Pipeline.named("obedient")
        .accepts(Text.class)
        .stage("obey", Text.class, OutcomeIT::obey)
        .stage("end", Text.class, (text, context) -> Outcome.finish(new Text("forwarded")))
        .build();
  }

  @Test
  void carriesOutEachKindOfOutcomeWithItsCounters(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, obedient())) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      assertThat(rig.value(rig.submit("forward"))).isEqualTo("forwarded");
      assertThat(rig.value(rig.submit("finish"))).isEqualTo("done");
      assertThat(rig.value(rig.submit("retry"))).isEqualTo("at attempt 3");
      Result empty = rig.result(rig.submit("finish without a value"));
      assertThat(((Result.Finished) empty).hasValue()).isFalse();
      Result.Failed failure = rig.failure(rig.submit("reject"));
      assertThat(failure.reason()).isEqualTo("rejected");
      assertThat(failure.error() + " at " + failure.stage()).isEqualTo("not wanted at obey");
      Receipt dropped = rig.submit("drop");
      Receipt none = rig.submit("forward nothing");
      until(() -> rig.counted("seen") == 7);
      assertThat(rig.counters("seen"))
          .isEqualTo(
              Map.of(
                  "forward", "1",
                  "forward nothing", "1",
                  "finish", "1",
                  "finish without a value", "1",
                  "drop", "1",
                  "reject", "1",
                  "retry", "3"));
      assertThat(rig.jobs().storedResult(dropped.jobId())).isEmpty();
      assertThat(rig.jobs().storedResult(none.jobId())).isEmpty();
      assertThat(rig.dead("obey"))
          .extracting(DeadStream.Letter::reason)
          .containsExactly("rejected");
      assertThat(ledger.endings)
          .isEqualTo(
              Map.of(
                  WorkerListener.Ending.FORWARDED, 2,
                  WorkerListener.Ending.FINISHED, 4,
                  WorkerListener.Ending.RETRIED, 2,
                  WorkerListener.Ending.DROPPED, 1,
                  WorkerListener.Ending.DEAD, 1));
    }
  }

  private static Pipeline<Text> fans(Map<String, Queue<String>> keysByPath) {
    return Pipeline.named("fans")
        .accepts(Text.class)
        .stage("fan", Text.class, (text, context) -> fan(text, 3))
        .stage("fan-again", Text.class, (text, context) -> fan(text, 2))
        .stage(
            "leaf",
            Text.class,
            (text, context) -> {
              keysByPath
                  .computeIfAbsent(context.path(), path -> new ConcurrentLinkedQueue<>())
                  .add(context.idempotencyKey());
              return context.attempt() < 3
                  ? Outcome.retryLater(Duration.ofMillis(1), "again")
                  : Outcome.<Text>drop().counting(Count.one("leaves", text.getValue()));
            })
        .build();
  }

  @Test
  void givesSeveralOutputsPathsAndIdempotencyKeysThatStay(RedisSpace space) throws Exception {
    Map<String, Queue<String>> keysByPath = new ConcurrentHashMap<>();
    try (Rig rig = Rig.on(space, fans(keysByPath))) {
      rig.createGroup("leaf");
      rig.worker(new Ledger(), config -> config.withStages(Set.of("fan", "fan-again")));
      Receipt receipt = rig.submit("x");
      until(() -> rig.length("leaf") == 6);
      rig.deliverTo("died", "leaf", 6);
      String[] ids =
          rig.pendingEntries("leaf").stream().map(entry -> entry.getId()).toArray(String[]::new);
      rig.age("died", "leaf", Duration.ofMinutes(1), ids);
      rig.worker();
      until(() -> rig.counted("leaves") == 6);
      assertThat(keysByPath.keySet())
          .containsExactlyInAnyOrder("0.0", "0.1", "1.0", "1.1", "2.0", "2.1");
      keysByPath.forEach(
          (path, keys) ->
              assertThat(keys)
                  .hasSize(3)
                  .containsOnly(
                      rig.link.config().namespace()
                          + ":fans/"
                          + receipt.jobId()
                          + "/leaf/"
                          + path));
    }
  }

  private static Outcome<Text> fan(Text text, int width) {
    Outcome.Forward<Text> all = Outcome.forward(new Text(text.getValue() + 0));
    for (int i = 1; i < width; i++) {
      all = all.and(new Text(text.getValue() + i));
    }
    return all;
  }

  @Test
  void routesToANamedStageAndOn(RedisSpace space) throws Exception {
    Queue<String> audited = new ConcurrentLinkedQueue<>();
    Pipeline<Text> branches =
        Pipeline.named("branches")
            .accepts(Text.class)
            .stage(
                "sort",
                Text.class,
                (text, context) ->
                    text.getValue().equals("both")
                        ? Outcome.<Text>forward(text).andRoute("audit", new Amount(2L, null))
                        : Outcome.route("audit", new Amount(1L, null)),
                config -> config.withRoute("audit", Amount.class))
            .stage("end", Text.class, (text, context) -> Outcome.finish(new Text("ended")))
            .branch(
                "audit",
                Amount.class,
                Amount.class,
                (amount, context) -> {
                  audited.add(amount.getValue() + ":" + context.path());
                  return amount.getValue() == 1 ? Outcome.finish(amount) : Outcome.drop();
                })
            .build();
    try (Rig rig = Rig.on(space, branches)) {
      rig.worker();
      Result routed = rig.result(rig.submit("one"));
      assertThat(routed.value(Amount.class).getValue()).isEqualTo(1);
      assertThat(routed.stage()).isEqualTo("audit");
      assertThat(rig.value(rig.submit("both"))).isEqualTo("ended");
      until(() -> audited.size() == 2);
      assertThat(audited).containsExactly("1:", "2:1");
      assertThat(List.of("sort", "end", "audit").stream().map(rig::pending).collect(toSet()))
          .containsExactly(0L);
    }
  }

  @Test
  void keepsHeadersAndTheSubmitTimeThroughAllStages(RedisSpace space) throws Exception {
    Queue<StageContext> contexts = new ConcurrentLinkedQueue<>();
    Pipeline<Text> two =
        Pipeline.named("two")
            .accepts(Text.class)
            .stage("a", Text.class, (text, context) -> Outcome.forward(text))
            .stage(
                "b",
                Text.class,
                (text, context) -> {
                  contexts.add(context);
                  return Outcome.finish(text);
                })
            .build();
    try (Rig rig = Rig.on(space, two)) {
      rig.worker();
      var options =
          io.streamweir.client.SubmitOptions.defaults().withHeaders(Map.of("trace", "a=b&c"));
      Receipt receipt = rig.jobs().submit(new Text("x"), options);
      rig.result(receipt);
      StageContext context = contexts.element();
      assertThat(context.headers()).isEqualTo(Map.of("trace", "a=b&c"));
      assertThat(context.jobId()).isEqualTo(receipt.jobId());
      assertThat(context.attempt()).isEqualTo(1);
      assertThat(context.submittedAt())
          .isBetween(java.time.Instant.now().minusSeconds(60), java.time.Instant.now());
    }
  }
}
