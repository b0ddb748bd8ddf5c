package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While nothing can be settled, a lane reads on only until it holds a few batches. */
@WithRedis
@Order(1) // takes longest
class UnsettledBoundIT {
  private static final int MAX_BATCH = 64;
  private static final int KEYED_WINDOW = 512;
  private static final int JOBS = 6_000;

  private final AtomicInteger handled = new AtomicInteger();

  private enum CrewKind {
    INLINE(config -> config),
    POOLED(config -> config.withConcurrency(32)),
    BATCH(config -> config.withConcurrency(2).withBatch(16, Duration.ofMillis(5))),
    KEYED(config -> config.withConcurrency(32).withMaxRunningPerKey(1)),
    KEYED_INLINE(config -> config.withMaxRunningPerKey(1));

    private final UnaryOperator<StageConfig> config;

    CrewKind(UnaryOperator<StageConfig> config) {
      this.config = config;
    }
  }

  private Outcome<Text> count(Text text, StageContext context) {
    handled.incrementAndGet();
    return Outcome.<Text>drop().counting(Count.one("done", "all"));
  }

  private List<Outcome<Text>> countAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> count(entry.input(), entry.context())).toList();
  }

  private Pipeline<Text> pipeline(CrewKind crew) {
    UnaryOperator<StageConfig> config = c -> crew.config.apply(c).withMaxBatch(MAX_BATCH);
    var begun = Pipeline.named("bound").accepts(Text.class);
    return crew == CrewKind.BATCH
        ? begun.batchStage("work", Text.class, this::countAll, config).build()
        : begun.stage("work", Text.class, this::count, config).build();
  }

  private static void allow(Rig rig, String user, String... rules) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(user);
    List.of("reset", "on", ">secret", "~*", "&*", "+@all").forEach(args::add);
    List.of(rules).forEach(args::add);
    rig.redis.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  @ParameterizedTest
  @EnumSource
  void holdsNoMoreThanAFewBatchesThatCannotBeSettled(CrewKind crew, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, pipeline(crew))) {
      String user = "user-" + space.namespace();
      allow(rig, user);
      RedisLink link =
          rig.linkTo(space.uri().replaceFirst("//([^/]*@)?", "//" + user + ":secret@"));
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(link, rig.pipeline, ledger, config -> config);
      until(() -> !worker.lanes().isEmpty());
      allow(rig, user, "-hincrby");
      rig.submitNumbers(JOBS);

      until(() -> ledger.settlesFailed.get() >= 12);
      int most = 10 * MAX_BATCH + (crew == CrewKind.KEYED ? KEYED_WINDOW : 2 * MAX_BATCH);
      assertThat(worker.lanes().get(0).held()).isLessThanOrEqualTo(most);
      assertThat(handled).hasValueLessThanOrEqualTo(most);

      allow(rig, user);
      until(() -> rig.pending("work") == 0 && handled.get() == JOBS);
      assertThat(rig.counters("done")).isEqualTo(Map.of("all", Integer.toString(JOBS)));
      rig.redis.aclDeluser(user);
    }
  }
}
