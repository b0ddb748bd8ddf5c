package io.streamweir.internal.feature.chain;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs that outcomes submit to another pipeline. */
@WithRedis
class ChainIT {
  private static final ChainTarget BILLING = ChainTarget.of("billing", Text.class);

  private final Queue<String> billed = new ConcurrentLinkedQueue<>();
  private final Queue<StageContext> contexts = new ConcurrentLinkedQueue<>();

  private Pipeline<Text> billing(
      int partitions, UnaryOperator<io.streamweir.pipeline.StageConfig> config) {
    return Pipeline.named("billing")
        .accepts(Text.class)
        .partitions(partitions)
        .stage(
            "bill",
            Text.class,
            (text, context) -> {
              billed.add(text.getValue());
              contexts.add(context);
              return Outcome.drop();
            },
            config)
        .build();
  }

  private Pipeline<Text> billing() {
    return billing(1, config -> config);
  }

  private static Pipeline<Text> orders(Stage<Text, Text> handler) {
    return orders(handler, config -> config.withSubmitting(BILLING));
  }

  private static Pipeline<Text> orders(
      Stage<Text, Text> handler, UnaryOperator<io.streamweir.pipeline.StageConfig> config) {
    return Pipeline.named("orders")
        .accepts(Text.class)
        .stage("price", Text.class, handler, config)
        .build();
  }

  private static Text bill(Text order) {
    return new Text("bill " + order.getValue());
  }

  private static long waiting(Rig orders) {
    return orders.redis.xlen(orders.keys.outbox("billing"));
  }

  private static void start(Rig orders, Rig billing) {
    billing.worker();
    orders.worker();
  }

  @Test
  void submitsOnceWithTheSettlement(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders((text, context) -> Outcome.<Text>finish(text).submitting("billing", bill(text)));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      start(from, to);
      assertThat(from.value(from.submit("1"))).isEqualTo("1");
      until(() -> billed.size() == 1);
      until(() -> waiting(from) == 0);
      assertThat(billed).containsExactly("bill 1");
      assertThat(contexts.element().pipeline()).isEqualTo("billing");
    }
  }

  @Test
  void submitsBesideEveryKindOfOutcome(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders(
            (text, context) -> {
              Outcome<Text> outcome =
                  switch (text.getValue()) {
                    case "finish" -> Outcome.finish(text);
                    case "drop" -> Outcome.drop();
                    case "reject" -> Outcome.reject("no");
                    default ->
                        context.attempt() == 1
                            ? Outcome.retryLater(Duration.ofMillis(10), "again")
                            : Outcome.drop();
                  };
              Text job = new Text(text.getValue() + " " + context.attempt());
              return outcome.submitting("billing", job).counting(Count.one("counts", "all"));
            });
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      start(from, to);
      from.submitAll(List.of("finish", "drop", "reject", "retry"));
      until(() -> billed.size() == 5);
      until(() -> from.count("counts", "all") == 5);
      assertThat(billed)
          .containsExactlyInAnyOrder("finish 1", "drop 1", "reject 1", "retry 1", "retry 2");
    }
  }

  @Test
  void submitsNothingWhereTheHandlerThrows(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders(
            (text, context) -> {
              Outcome<Text> outcome = Outcome.<Text>drop().submitting("billing", bill(text));
              if (context.attempt() < 3) {
                throw new IllegalStateException("fails");
              }
              return outcome;
            },
            config ->
                config
                    .withSubmitting(BILLING)
                    .withFailure(FailurePolicy.attempts(3, Backoff.fixed(Duration.ofMillis(5)))));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      start(from, to);
      from.submit("1");
      from.submit("2");
      until(() -> billed.size() >= 2 && waiting(from) == 0);
      assertThat(billed).containsExactlyInAnyOrder("bill 1", "bill 2");
    }
  }

  @Test
  void takesAlongWhatTheOptionsSay(RedisSpace space) throws Exception {
    Instant begun = Instant.now();
    ChainOptions options =
        ChainOptions.defaults()
            .withJobId("invoice-7")
            .withKey("anna")
            .withDelay(Duration.ofMillis(700))
            .withHeaders(Map.of("tenant", "t 1"))
            .withPriority(Priority.HIGH);
    Pipeline<Text> orders =
        orders((text, context) -> Outcome.<Text>drop().submitting("billing", bill(text), options));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing(4, config -> config).withPriorities())) {
      start(from, to);
      from.submit("1");
      until(() -> contexts.size() == 1);
      StageContext context = contexts.element();
      assertThat(context.jobId()).isEqualTo("invoice-7");
      assertThat(context.partition()).isEqualTo(to.pipeline.partitionOf("anna"));
      assertThat(context.headers()).containsEntry("tenant", "t 1");
      assertThat(Instant.now()).isAfter(begun.plusMillis(690));
    }
  }

  @Test
  void givesWayToAJobWithItsDedupeKeyAndGoesOn(RedisSpace space) throws Exception {
    Dedupe once = Dedupe.within("anna", Duration.ofMinutes(1));
    Pipeline<Text> orders =
        orders(
            (text, context) ->
                Outcome.<Text>drop()
                    .submitting("billing", bill(text), ChainOptions.defaults().withDedupe(once))
                    .submitting("billing", new Text("plain " + text.getValue())));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      start(from, to);
      from.submitNumbers(3);
      until(() -> billed.size() == 4 && waiting(from) == 0);
      assertThat(billed).containsExactly("bill 0", "plain 0", "plain 1", "plain 2");
    }
  }

  @Test
  void debouncesJobs(RedisSpace space) throws Exception {
    Dedupe last = Dedupe.debounce("anna", Duration.ofMillis(600));
    Pipeline<Text> orders =
        orders(
            (text, context) ->
                Outcome.<Text>drop()
                    .submitting("billing", bill(text), ChainOptions.defaults().withDedupe(last)));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      start(from, to);
      from.submitNumbers(5);
      until(() -> billed.size() == 1);
      assertThat(billed).containsExactly("bill 4");
    }
  }

  @Test
  void waitsForAPipelineThatHasNeverRun(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders((text, context) -> Outcome.<Text>drop().submitting("billing", bill(text)));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing())) {
      Ledger ledger = new Ledger();
      from.submitNumbers(3);
      from.worker(ledger);
      until(() -> ledger.pauses.get() == 1);
      assertThat(from.pending("price")).isZero();
      to.worker();
      until(() -> billed.size() == 3);
      assertThat(billed).containsExactly("bill 0", "bill 1", "bill 2");
    }
  }

  @Test
  void waitsWhereTheTargetIsFullAndKeepsTheOrder(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders(
            (text, context) -> Outcome.<Text>drop().submitting("billing", bill(text)),
            config -> config.withSubmitting(BILLING.withMaxOutbox(30)).withMaxBatch(5));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing(1, config -> config.withMaxBacklog(20)))) {
      to.jobs(); // makes it known
      Ledger ledger = new Ledger();
      from.submitNumbers(2_000);
      from.worker(ledger);
      // What has begun goes before what clients submit.
      until(() -> ledger.pauses.get() > 0 && waiting(from) >= 30 && to.length("bill") == 20 + 30);
      long left = from.redis.xlen(from.keys.inbox("price")) + waiting(from);
      assertThat(left).isPositive();
      to.worker();
      until(() -> billed.size() >= 2_000 && waiting(from) == 0);
      List<String> all = IntStream.range(0, 2_000).mapToObj(i -> "bill " + i).toList();
      assertThat(billed).containsExactlyElementsOf(all);
    }
  }

  @Test
  void aFullPartitionHoldsUpNoOther(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders(
            (text, context) ->
                Outcome.<Text>drop()
                    .submitting("billing", text, ChainOptions.defaults().withKey(text.getValue())),
            config -> config.withSubmitting(BILLING.withMaxOutbox(10)));
    try (Rig from = Rig.on(space, orders);
        Rig to = Rig.on(space, billing(2, config -> config.withMaxBacklog(1)))) {
      to.jobs();
      List<String> keys = IntStream.range(0, 60).mapToObj(i -> "key " + i).toList();
      List<String> first = keys.stream().filter(key -> to.pipeline.partitionOf(key) == 0).toList();
      String other =
          keys.stream().filter(key -> to.pipeline.partitionOf(key) == 1).findFirst().orElseThrow();
      List<String> submitted = new ArrayList<>(first.subList(0, 1 + 10 + 2));
      submitted.add(other);
      from.submitAll(submitted);
      from.worker();
      Keys second = Keys.of(to.link, "billing", 1);
      until(() -> to.redis.xlen(second.inbox("bill")) == 1);
      assertThat(to.length("bill")).isEqualTo(1 + 10);
      assertThat(waiting(from)).isEqualTo(2);
    }
  }

  /** Its jobs are many and large, and stand before the others in each look at the outboxes. */
  @Test
  void aFullPipelineHoldsUpNoOther(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders(
            (text, context) -> Outcome.drop(),
            config ->
                config
                    .withSubmitting(ChainTarget.of("archive", Text.class).withMaxOutbox(1))
                    .withSubmitting(BILLING));
    Pipeline<Text> archive =
        Pipeline.named("archive")
            .accepts(Text.class)
            .stage(
                "keep",
                Text.class,
                (text, context) -> Outcome.drop(),
                config -> config.withMaxBacklog(1))
            .build();
    try (Rig from = Rig.on(space, orders);
        Rig full = Rig.on(space, archive);
        Rig to = Rig.on(space, billing())) {
      full.jobs();
      to.jobs();
      String large = "x".repeat(10_000);
      for (int i = 0; i < 3_000; i++) {
        from.redis.xadd(from.keys.outbox("archive"), Map.of("j", "job-" + i, "t", "1", "p", large));
      }
      for (int i = 0; i < 3_000; i++) {
        from.redis.xadd(from.keys.outbox("billing"), Map.of("j", "job-" + i, "t", "1", "p", ""));
      }
      from.worker();
      until(() -> waiting(from) == 0);
      assertThat(to.length("bill")).isEqualTo(3_000);
      assertThat(full.length("keep")).isEqualTo(2);
      assertThat(from.redis.xlen(from.keys.outbox("archive"))).isEqualTo(2_998);
    }
  }

  @Test
  void submitsToItsOwnPipelineWhileClientsKeepItFull(RedisSpace space) throws Exception {
    Pipeline<Text> orders =
        orders(
            (text, context) ->
                text.getValue().startsWith("bill")
                    ? Outcome.finish(text)
                    : Outcome.<Text>drop().submitting("orders", bill(text)),
            config ->
                config.withSubmitting(ChainTarget.of("orders", Text.class)).withMaxBacklog(10));
    try (Rig rig = Rig.on(space, orders);
        var results =
            rig.jobs().subscribe(result -> billed.add(result.value(Text.class).getValue()))) {
      rig.worker();
      var source = rig.jobs().source("numbers");
      List<Text> inputs = IntStream.range(0, 300).mapToObj(i -> new Text("" + i)).toList();
      assertThat(source.submit(inputs).submitted()).isEqualTo(300);
      until(() -> billed.size() == 300);
      assertThat(results.missed()).isZero();
    }
  }
}
