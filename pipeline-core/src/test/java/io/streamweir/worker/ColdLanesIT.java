package io.streamweir.worker;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class ColdLanesIT {
  private static final int PARTITIONS = 20;
  private static final int LANES = PARTITIONS * IdleWorkerMain.STAGES;
  private static final Pattern CALLS = Pattern.compile("cmdstat_client\\|unblock:calls=(\\d+)");

  /** An entry that a worker was given which has died since. */
  private static final String LEFT_BEHIND =
      """
      local id = redis.call('XADD', KEYS[1], '*', 'j', 'left', 't', '1', 'p', 'garbage')
      redis.call('XREADGROUP', 'GROUP', 'workers', 'dead', 'COUNT', 1, 'STREAMS', KEYS[1], '>')
      redis.call('XCLAIM', KEYS[1], 'workers', 'dead', 0, id, 'IDLE', ARGV[1], 'JUSTID')
      return id
      """;

  private final AtomicInteger handled = new AtomicInteger();

  private Pipeline<Text> counting() {
    return pipeline(
        (text, context) -> {
          handled.incrementAndGet();
          return Outcome.drop();
        });
  }

  private static Pipeline<Text> pipeline(Stage<Text, Text> last) {
    return IdleWorkerMain.pipeline(PARTITIONS, IdleWorkerMain.Kind.PLAIN, last);
  }

  private static long resting(Worker worker) {
    return worker.lanes().stream().filter(lane -> ((Lane) lane).resting()).count();
  }

  private static void untilAllRest(Worker worker) {
    until(() -> resting(worker) == LANES);
  }

  private static long done(Rig rig) {
    return keys(rig).stream().mapToLong(keys -> rig.redis.hlen(keys.state("done"))).sum();
  }

  private static List<Keys> keys(Rig rig) {
    return Keys.partitions(rig.link, rig.pipeline.name(), PARTITIONS);
  }

  private static void submit(Rig rig, int from, int count) {
    rig.submitAll(IntStream.range(from, from + count).mapToObj(Integer::toString).toList());
  }

  /** On a busy machine a short lease runs out, and an entry is handled again. */
  private static WorkerConfig patient(WorkerConfig config) {
    return config.withLease(Duration.ofMinutes(1));
  }

  @Test
  void takeEachJobOnceHoweverOftenTheyRestAndWake(RedisSpace space) throws Exception {
    Random random = new Random(7);
    int submitted = 0;
    try (Rig rig = Rig.on(space, counting())) {
      Worker first = rig.worker(new Ledger(), ColdLanesIT::patient);
      Worker second = rig.worker(new Ledger(), ColdLanesIT::patient);
      for (int round = 0; round < 60; round++) {
        int count = round % 20 == 19 ? 500 : random.nextInt(4) + 1;
        submit(rig, submitted, count);
        submitted += count;
        int all = submitted;
        if (round % 3 == 0) {
          until(() -> done(rig) == all);
        }
      }
      int all = submitted;
      until(() -> done(rig) == all);
      assertThat(handled).hasValue(all);
      untilAllRest(first);
      untilAllRest(second);
    }
  }

  @Test
  void tellOfContactWithRedisWhileTheyRest(RedisSpace space) throws Exception {
    Ledger ledger = new Ledger();
    try (Rig rig = Rig.on(space, counting())) {
      Worker worker = rig.worker(ledger);
      untilAllRest(worker);
      long polls = ledger.polls.get();
      until(() -> ledger.polls.get() > polls + 3 * LANES);
      until(() -> worker.oldestPoll().compareTo(Duration.ofSeconds(2)) < 0);
      assertThat(ledger.pollsFailed).hasValue(0);
      assertThat(resting(worker)).isEqualTo(LANES);
    }
  }

  @Test
  void goOnWhereTheInboxOfOneIsDeletedOrTakenByAForeignValue(RedisSpace space) throws Exception {
    Ledger ledger = new Ledger();
    try (Rig rig = Rig.on(space, counting())) {
      Worker worker = rig.worker(ledger);
      untilAllRest(worker);
      String deleted = keys(rig).get(3).inbox("s1");
      rig.redis.del(deleted);
      until(() -> ledger.groupsRecreated.get() == 1);
      String foreign = keys(rig).get(5).inbox("last");
      rig.redis.del(foreign);
      rig.redis.set(foreign, "foreign");
      until(() -> ledger.refusals.contains("WRONGTYPE"));
      until(() -> resting(worker) == LANES - 1);
      rig.redis.del(foreign);
      submit(rig, 0, 300);
      until(() -> done(rig) == 300);
      untilAllRest(worker);
    }
  }

  @Test
  void recoverWhereRedisLosesAllItsData() throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, counting())) {
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger);
      untilAllRest(worker);
      rig.redis.flushall();
      until(() -> ledger.groupsRecreated.get() == LANES);
      submit(rig, 0, 300);
      until(() -> done(rig) == 300);
      untilAllRest(worker);
    }
  }

  @Test
  void recoverWhereTheConnectionIsCutOrTheServerStartsAnew() throws Exception {
    try (RedisServer server = RedisServer.start("--appendonly yes");
        TcpProxy proxy = TcpProxy.to(server.host(), server.port());
        Rig rig = Rig.on(server, counting())) {
      RedisLink link = rig.linkTo(proxy);
      Worker worker = rig.worker(link, rig.pipeline, new Ledger(), config -> config);
      untilAllRest(worker);
      proxy.cut();
      submit(rig, 0, 100);
      until(() -> done(rig) == 100);
      untilAllRest(worker);
      server.kill();
      server.restart();
      until(() -> worker.oldestPoll().compareTo(Duration.ofSeconds(1)) < 0);
      rig.submitAll(List.of("after"));
      until(() -> done(rig) == 101);
      untilAllRest(worker);
    }
  }

  private Pipeline<Text> limited() {
    return Pipeline.named("limited")
        .accepts(Text.class)
        .partitions(PARTITIONS)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              handled.incrementAndGet();
              return Outcome.<Text>drop().counting(Count.one("done", text.getValue()));
            },
            config -> config.withMaxRunning(4))
        .build();
  }

  @Test
  void askNothingOfAQuietInboxWhereTheirStageIsLimited(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, limited())) {
      Worker first = rig.worker();
      Worker second = rig.worker();
      until(() -> resting(first) == PARTITIONS && resting(second) == PARTITIONS);
      submit(rig, 0, 200);
      until(() -> done(rig) == 200);
      until(() -> resting(first) == PARTITIONS && resting(second) == PARTITIONS);
      for (int job = 200; job < 210; job++) {
        submit(rig, job, 1);
        int all = job + 1;
        until(() -> done(rig) == all);
      }
      assertThat(handled).hasValue(210);
    }
  }

  @Test
  void takeOverFromADeadWorkerWhereTheirStageIsLimited(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, limited())) {
      Worker worker = rig.worker();
      until(() -> resting(worker) == PARTITIONS);
      String inbox = rig.keys.inbox("work");
      String id =
          rig.redis.eval(
              LEFT_BEHIND,
              ScriptOutputType.VALUE,
              new String[] {inbox},
              Long.toString(Rig.LEASE.toMillis() * 2));
      assertThat(id).isNotEmpty();
      until(() -> rig.pending("work") == 0);
      until(() -> resting(worker) == PARTITIONS);
    }
  }

  @Test
  void restWhileTheirStageIsPaused(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, counting())) {
      PipelineMeta.agree(rig.link, rig.pipeline);
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause("s1", PauseOptions.defaults());
      Worker worker = rig.worker();
      untilAllRest(worker);
      submit(rig, 0, 50);
      until(() -> worker.oldestPoll().compareTo(Duration.ofSeconds(1)) < 0);
      untilAllRest(worker);
      assertThat(handled).hasValue(0);
      pauses.resume("s1");
      until(() -> done(rig) == 50);
      untilAllRest(worker);
    }
  }

  @Test
  void areToldOnceThatTheWorkerEnds() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (RedisServer server = RedisServer.start();
        Rig rig =
            Rig.on(
                server,
                pipeline(
                    (text, context) -> {
                      runs.countDown();
                      mayEnd.await();
                      return Outcome.drop();
                    }))) {
      Ledger ledger = new Ledger();
      Worker worker = rig.worker(ledger, config -> config.withDrainTimeout(Duration.ofMinutes(1)));
      untilAllRest(worker);
      rig.submit("slow");
      runs.await();
      until(() -> resting(worker) >= LANES - 1);
      long before = unblocks(rig);
      Thread closing = new Thread(worker::close);
      closing.start();
      long renewed = ledger.renewed.get();
      until(() -> ledger.renewed.get() > renewed + 3); // a lease is renewed three times a second
      assertThat(unblocks(rig) - before).isLessThan(10);
      mayEnd.countDown();
      closing.join();
      assertThat(done(rig)).isEqualTo(1);
    }
  }

  private static long unblocks(Rig rig) {
    Matcher calls = CALLS.matcher(rig.redis.info("commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }
}
