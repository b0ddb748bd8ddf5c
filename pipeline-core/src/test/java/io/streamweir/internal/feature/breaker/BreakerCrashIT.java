package io.streamweir.internal.feature.breaker;

import static io.streamweir.internal.feature.breaker.Outage.BREAKER;
import static io.streamweir.worker.Rig.eventually;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.breaker.Outage.Kind;
import io.streamweir.listener.BreakerView;
import io.streamweir.listener.BreakerView.State;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that die, drain or are paused while their breakers are open. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // takes longest
class BreakerCrashIT {
  private static final BreakerConfig FOR_LONG =
      BREAKER.withRest(Backoff.fixed(Duration.ofHours(1)));

  private static final Duration STILL = Duration.ofMillis(600);

  private static List<String> open(Rig rig) {
    return new Inspector(rig.link, rig.pipeline)
        .breakers().stream().map(breaker -> breaker.stage()).toList();
  }

  private static long pending(Rig rig) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(keys -> rig.redis.xpending(keys.inbox(Outage.STAGE), Keys.GROUP).getCount())
        .sum();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "POOLED", "KEYED", "BATCH"})
  void losesNothingWhereAWorkerIsKilledWhileItIsOpen(Kind kind, RedisSpace space) throws Exception {
    Outage outage = new Outage();
    try (Rig rig = Rig.on(space, outage.pipeline(kind, stage -> stage.withBreaker(BREAKER)))) {
      List<Receipt> jobs = BreakerIT.submit(rig, 200);
      try (ChildJvm dies =
          ChildJvm.start(OutageWorkerMain.class, space.uri(), space.namespace(), kind.name())) {
        until(() -> !open(rig).isEmpty());
        dies.kill();
      }
      rig.worker(); // its own breaker is closed
      BreakerIT.awaitEnds(rig, jobs);
      assertThat(BreakerIT.dead(rig)).isZero();
      assertThat(outage.succeeded).hasSize(200);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void drainsAtOnceAndLeavesNothingBehindWhileItIsOpen(Kind kind, RedisSpace space)
      throws Exception {
    Outage outage = new Outage();
    try (Rig rig = Rig.on(space, outage.pipeline(kind, stage -> stage.withBreaker(FOR_LONG)))) {
      outage.away = true;
      BreakerIT.submit(rig, 200);
      Worker worker = rig.worker();
      until(() -> open(rig).equals(List.of(Outage.STAGE)));
      worker.close();
      assertThat(open(rig)).isEmpty();
      until(() -> handedBack(rig) == pending(rig));
      assertThat(BreakerIT.dead(rig)).isZero();
    }
  }

  private static long handedBack(Rig rig) {
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(
            keys ->
                rig.redis
                    .xpending(keys.inbox(Outage.STAGE), Keys.GROUP)
                    .getConsumerMessageCount()
                    .getOrDefault(Keys.HANDED_BACK, 0L))
        .sum();
  }

  /** Each of the two halts the stage by itself: a rest that ends does not end a pause. */
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "KEYED"})
  void heedsAPauseBesideTheBreaker(Kind kind, RedisSpace space) throws Exception {
    Outage outage = new Outage();
    BreakerConfig seconds = BREAKER.withRest(Backoff.fixed(Duration.ofSeconds(2)));
    try (Rig rig = Rig.on(space, outage.pipeline(kind, stage -> stage.withBreaker(seconds)))) {
      outage.away = true;
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      List<Receipt> jobs = BreakerIT.submit(rig, 200);
      AtomicReference<State> state = new AtomicReference<>(State.CLOSED);
      WorkerListener listener =
          new WorkerListener() {
            @Override
            public void breakerChanged(BreakerView breaker, State now) {
              state.set(now);
            }
          };
      rig.worker(new Ledger(), config -> config.withListener(listener));
      until(() -> state.get() == State.OPEN);
      pauses.pause(Outage.STAGE, PauseOptions.defaults());
      eventually().during(STILL).until(() -> true); // the worker has heard of it
      outage.away = false;
      until(() -> state.get() == State.HALF_OPEN);
      eventually().during(STILL).until(outage.succeeded::isEmpty);
      pauses.resume(Outage.STAGE);
      BreakerIT.awaitEnds(rig, jobs);
      assertThat(BreakerIT.dead(rig)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "KEYED"})
  void restsOnWhereAPauseEndsBeforeTheRest(Kind kind, RedisSpace space) throws Exception {
    Outage outage = new Outage();
    try (Rig rig = Rig.on(space, outage.pipeline(kind, stage -> stage.withBreaker(FOR_LONG)))) {
      outage.away = true;
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      BreakerIT.submit(rig, 200);
      rig.worker();
      until(() -> open(rig).equals(List.of(Outage.STAGE)));
      pauses.pause(Outage.STAGE, PauseOptions.defaults());
      eventually().during(STILL).until(() -> true); // the worker has heard of it
      pauses.resume(Outage.STAGE);
      int failed = outage.failed.size();
      eventually().during(STILL).until(() -> outage.failed.size() == failed);
    }
  }

  @Test
  void opensAnewInAWorkerThatStartsDuringTheOutage(RedisSpace space) throws Exception {
    Outage outage = new Outage();
    try (Rig rig = Rig.on(space, outage.pipeline(Kind.POOLED, c -> c.withBreaker(BREAKER)))) {
      outage.away = true;
      List<Receipt> jobs = BreakerIT.submit(rig, 50);
      Worker first = rig.worker();
      until(() -> !open(rig).isEmpty());
      first.close();
      rig.worker();
      until(() -> !open(rig).isEmpty());
      outage.away = false;
      BreakerIT.awaitEnds(rig, jobs);
      assertThat(BreakerIT.dead(rig)).isZero();
    }
  }
}
