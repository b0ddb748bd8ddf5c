package io.streamweir.worker;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Entries that have arrived are worked on or handed back, whatever happens around them. */
@WithRedis
class RecoveryIT {
  private final Set<Thread> lanes = ConcurrentHashMap.newKeySet();
  private final AtomicInteger runs = new AtomicInteger();

  private Pipeline<Text> pipeline(int concurrency) {
    return Pipeline.named("recovery")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              lanes.add(Thread.currentThread());
              runs.incrementAndGet();
              return Outcome.<Text>drop().counting(Count.one("done", text.getValue()));
            },
            config -> config.withConcurrency(concurrency))
        .build();
  }

  private static String sha1(String script) throws Exception {
    byte[] text = script.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
  }

  /** What is sent as the script that takes over entries. */
  private static String reclaim() throws Exception {
    return source("wire/checks.lua") + source("lane/reclaim.lua");
  }

  private static void expectAllDoneOnce(Rig rig, int count) {
    until(() -> rig.counted("done") == count);
    until(() -> rig.pending("work") == 0);
    assertThat(rig.counters("done").values()).containsOnly("1");
  }

  @Test
  void losesNoReadAheadWhereAReclaimHasNoAnswer(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1));
        TcpProxy proxy = TcpProxy.to(space.server())) {
      rig.submitNumbers(20_000);
      rig.worker(rig.linkTo(proxy), rig.pipeline, new Ledger(), config -> config);
      for (int i = 0; i < 3; i++) {
        int before = runs.get();
        until(() -> runs.get() > before + 1_000 || runs.get() >= 20_000);
        proxy.beforeNext(TcpProxy.containing(sha1(reclaim())), proxy::cut).get();
      }
      expectAllDoneOnce(rig, 20_000);
    }
  }

  @Test
  void losesNothingWhereASweepFailsInTheMiddle(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(64));
        TcpProxy proxy = TcpProxy.to(space.server())) {
      rig.createGroup("work");
      rig.submitNumbers(1_000);
      String[] ids =
          rig.deliverTo("lives", "work", 1_000).stream()
              .limit(20)
              .map(message -> message.getId())
              .toArray(String[]::new);
      Duration minute = Duration.ofMinutes(1);
      rig.age("died", "work", minute.multipliedBy(2), ids);
      String reclaim = sha1(reclaim());
      rig.redis.scriptLoad(reclaim());
      proxy.beforeNext(
          TcpProxy.containing(reclaim),
          () -> proxy.beforeNext(TcpProxy.containing(reclaim), proxy::cut));
      rig.worker(rig.linkTo(proxy), rig.pipeline, new Ledger(), c -> c.withLease(minute));
      until(() -> rig.counted("done") == 20);
    }
  }

  private static String source(String script) throws Exception {
    try (InputStream in = Rig.class.getResourceAsStream("/io/streamweir/internal/" + script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void losesNothingWhereStrangersInterruptTheLane(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1))) {
      rig.worker();
      for (int i = 0; i < 30; i++) {
        int before = i;
        rig.submit("a" + i);
        lanes.forEach(Thread::interrupt);
        until(() -> rig.counted("done") > before / 2);
      }
      expectAllDoneOnce(rig, 30);
    }
  }

  @Test
  void goesOnWhereAListenerThrows(RedisSpace space) throws Exception {
    WorkerListener thrower =
        new WorkerListener() {
          @Override
          public void polled(LaneId lane, int entries) {
            throw new IllegalStateException("polled");
          }

          @Override
          public void handled(LaneId lane, Ending ending, long nanos) {
            throw new IllegalStateException("handled");
          }

          @Override
          public void settled(LaneId lane, SettledBatch batch) {
            throw new IllegalStateException("settled");
          }

          @Override
          public void pollFailed(LaneId lane, RedisCallException failure) {
            throw new IllegalStateException("pollFailed");
          }

          @Override
          public void promoted(String pipeline, int partition, long entries) {
            throw new IllegalStateException("promoted");
          }
        };
    try (Rig rig = Rig.on(space, pipeline(1))) {
      rig.worker(new Ledger(), config -> config.withListener(thrower));
      rig.submitNumbers(500);
      var soon = io.streamweir.client.SubmitOptions.defaults().withDelay(Duration.ofMillis(10));
      rig.jobs().submit(new Text("later"), soon);
      until(() -> rig.counters("done").containsKey("later"));
      rig.jobs().submit(new Text("much later"), soon);
      expectAllDoneOnce(rig, 502);
      assertThat(runs.get()).isEqualTo(502);
    }
  }

  @Test
  void handsBackAtOnceWhatAnAnswerWasLostWith(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(1));
        TcpProxy proxy = TcpProxy.to(space.server())) {
      Ledger ledger = new Ledger();
      rig.worker(rig.linkTo(proxy), rig.pipeline, ledger, c -> c.withLease(Duration.ofMinutes(1)));
      until(() -> ledger.polls.get() > 0);
      CountDownLatch cut = new CountDownLatch(1);
      proxy.afterNext(
          TcpProxy.containing("XREADGROUP"),
          () -> {
            rig.submit("x");
            until(() -> rig.pending("work") == 1);
            proxy.cut();
            cut.countDown();
          });
      cut.await();
      assertThat(rig.pendingEntries("work")).hasSizeLessThanOrEqualTo(1);
      expectAllDoneOnce(rig, 1);
    }
  }
}
