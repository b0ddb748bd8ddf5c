package io.streamweir.internal.housekeeping;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.LivedTime;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.DutyWorkerMain;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upkeep of a partition is one worker's. */
@WithRedis
@Order(1) // takes longest
class DutiesIT {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Pattern CALLS = Pattern.compile("cmdstat_(\\w+):calls=(\\d+)");

  private final Queue<String> interrupted = new ConcurrentLinkedQueue<>();
  private final Queue<String> running = new ConcurrentLinkedQueue<>();

  private Pipeline<Text> blocking() {
    return Pipeline.named("blocking")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              running.add(text.getValue());
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.add(text.getValue());
                throw e;
              }
              return Outcome.<Text>drop();
            })
        .build();
  }

  /** How often scripts ran, but for those by which lanes look for what others left behind. */
  private static long scripts(Rig rig) {
    long scripts = 0;
    Matcher found = CALLS.matcher(rig.redis.info("commandstats"));
    while (found.find()) {
      long calls = Long.parseLong(found.group(2));
      scripts += found.group(1).equals("evalsha") ? calls : 0;
      scripts -= found.group(1).equals("xautoclaim") ? calls : 0;
    }
    return scripts;
  }

  private static Pipeline<Text> idle() {
    return Pipeline.named("idle")
        .accepts(Text.class)
        .partitions(8)
        .stage("work", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  /** Each partition is looked at 14 times a second at the most, and each worker says what it is. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6})
  void idleWorkersDoTheUpkeepOfOne(int workers) throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, idle())) {
      for (int i = 0; i < workers; i++) {
        rig.worker(new Ledger(), config -> config.withLease(Duration.ofSeconds(15)));
      }
      double most = 15 * 8 + 20 * workers;
      AtomicLong countedAt = new AtomicLong(System.nanoTime());
      AtomicLong counted = new AtomicLong(scripts(rig));
      // A machine that is busy lets workers seem dead, so that others do their upkeep, too.
      await()
          .atMost(PATIENCE)
          .pollInterval(INTERVAL)
          .until(
              () -> {
                long now = System.nanoTime();
                long calls = scripts(rig);
                long nanos = now - countedAt.getAndSet(now);
                return (calls - counted.getAndSet(calls)) * 1e9 / nanos <= most;
              });
    }
  }

  @Test
  void everyWorkerHearsOfCancelledJobs(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, blocking());
        LivedTime lived = LivedTime.start()) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        rig.worker();
        receipts.add(rig.submit("job " + i));
      }
      until(() -> running.size() == 3);
      until(() -> rig.redis.zcard(Keys.duty(rig.link, "blocking", "all")) == 3);

      Duration before = lived.elapsed();
      for (Receipt receipt : receipts) {
        rig.jobs().cancel(receipt);
      }
      until(() -> interrupted.size() == 3);
      assertThat(lived.elapsed().minus(before))
          .as("not by chance")
          .isLessThan(PATIENCE.dividedBy(3));
    }
  }

  private static List<Keys> partitions(Rig rig) {
    return Keys.partitions(rig.link, "duties", DutyWorkerMain.PARTITIONS);
  }

  private static void submitDelayed(Rig rig, int from, int count, Duration delay) {
    for (int i = from; i < from + count; i++) {
      rig.jobs().submit(new Text("job " + i), SubmitOptions.defaults().withDelay(delay));
    }
  }

  /** How often each text came to the last stage. */
  private static Map<String, String> counted(Rig rig) {
    Map<String, String> counted = new HashMap<>();
    for (Keys keys : partitions(rig)) {
      counted.putAll(rig.redis.hgetall(keys.state("last"))); // a job's partition is its own
    }
    return counted;
  }

  private static long members(Rig rig) {
    return rig.redis.zcard(Keys.duty(rig.link, "duties", "all"));
  }

  private static ChildJvm victim(RedisSpace space) {
    ChildJvm victim = ChildJvm.start(DutyWorkerMain.class, space.uri(), space.namespace());
    victim.awaitOutput("ready.", PATIENCE);
    return victim;
  }

  @Test
  void aKilledWorkersShareIsDoneWithinTheLeaseAndASecond(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, DutyWorkerMain.pipeline());
        ChildJvm victim = victim(space)) {
      rig.worker();
      until(() -> members(rig) == 2);
      submitDelayed(rig, 0, 100, Duration.ofMillis(10));
      until(() -> counted(rig).size() == 100);
      submitDelayed(rig, 100, 100, Duration.ofSeconds(1));
      victim.kill();
      try (LivedTime sinceKilled = LivedTime.start()) {
        until(() -> counted(rig).size() == 200);
        assertThat(sinceKilled.elapsed()).isLessThan(Duties.LEASE.plusSeconds(2)); // one of delay
      }
      assertThat(counted(rig).values()).containsOnly("1");
    }
  }

  /** What a worker does that was taken for dead is harmless. */
  @Test
  void aWorkerThatComesBackMovesNothingTwice(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, DutyWorkerMain.pipeline());
        ChildJvm frozen = victim(space)) {
      rig.worker();
      until(() -> members(rig) == 2);
      frozen.pause();
      submitDelayed(rig, 0, 100, Duration.ofMillis(100));
      until(() -> members(rig) == 1);
      until(() -> counted(rig).size() == 100);
      submitDelayed(rig, 100, 200, Duration.ofMillis(100));
      frozen.resume();
      until(() -> members(rig) == 2);
      until(() -> counted(rig).size() == 300);
      assertThat(counted(rig).values()).containsOnly("1");
    }
  }

  @Test
  void aWorkerThatDrainsGivesItsShareUp(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, DutyWorkerMain.pipeline())) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      Worker drained = rig.worker();
      until(() -> members(rig) == 2);
      drained.close();
      assertThat(members(rig)).isEqualTo(1);
      submitDelayed(rig, 0, 100, Duration.ofMillis(10));
      until(() -> counted(rig).size() == 100);
      assertThat(ledger.promoted).hasValue(100);
    }
  }

  /** A foreign group keeps settled entries. No lane settles anything once it lets go of them. */
  @Test
  void stagesAreTrimmedByWorkersThatRunThem(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, DutyWorkerMain.pipeline())) {
      for (String stage : List.of("first", "last")) {
        for (Keys keys : partitions(rig)) {
          rig.redis.xgroupCreate(
              StreamOffset.from(keys.inbox(stage), "0"),
              "foreign",
              XGroupCreateArgs.Builder.mkstream());
        }
        rig.worker(new Ledger(), config -> config.withStages(Set.of(stage)));
        rig.worker(new Ledger(), config -> config.withStages(Set.of(stage)));
      }
      submitDelayed(rig, 0, 100, Duration.ofMillis(10));
      until(() -> counted(rig).size() == 100);
      for (String stage : List.of("first", "last")) {
        for (Keys keys : partitions(rig)) {
          rig.redis.xgroupDestroy(keys.inbox(stage), "foreign");
        }
        until(() -> partitions(rig).stream().allMatch(k -> rig.redis.xlen(k.inbox(stage)) == 0));
      }
    }
  }
}
