package io.streamweir.internal.feature.chain;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.housekeeping.Duties;
import io.streamweir.internal.housekeeping.Duty;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.ChainOptions;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is in an outbox is taken once and in order, whatever happens on the way. */
@WithRedis
class ForwarderIT {
  private static Pipeline<Text> orders() {
    return Pipeline.named("orders")
        .accepts(Text.class)
        .stage(
            "price",
            Text.class,
            (text, context) ->
                Outcome.<Text>drop()
                    .submitting(
                        "billing", text, ChainOptions.defaults().withJobId(text.getValue())),
            config -> config.withSubmitting(ChainTarget.of("billing", Text.class)))
        .build();
  }

  private static Pipeline<Text> billing() {
    return Pipeline.named("billing")
        .accepts(Text.class)
        .stage("bill", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  /** The rig of billing, which nobody works on, so that all stays in its inbox. */
  private static Rig known(RedisSpace space) {
    Rig billing = Rig.on(space, billing());
    billing.jobs();
    return billing;
  }

  private static List<String> taken(Rig billing) {
    return billing.redis.xrange(billing.keys.inbox("bill"), Range.unbounded()).stream()
        .map(entry -> entry.getBody().get("j"))
        .toList();
  }

  private static List<String> jobs(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "job-" + i).toList();
  }

  private static void fill(Rig orders, int from, int to) {
    for (String job : jobs(from, to)) {
      orders.redis.xadd(
          orders.keys.outbox("billing"), Map.of("j", job, "t", "1", "p", "payload of " + job));
    }
  }

  private static long waiting(Rig orders) {
    return orders.redis.xlen(orders.keys.outbox("billing"));
  }

  private static Forwarder forwarder(Rig rig, String worker, ExecutorService executor) {
    Target target = new Target(rig.link, ChainTarget.of("billing", Text.class), executor);
    target.learn().join();
    return forwarder(rig, worker, target);
  }

  private static Forwarder forwarder(Rig rig, String worker, Target target) {
    OutboxScript script = new OutboxScript(rig.keys, worker, List.of("billing"));
    OutboxRead read = OutboxRead.memory(rig.link, script);
    Outlet outlet = new Outlet(rig.link, "orders", rig.keys, target, 0);
    Duty mine = Duties.among(rig.link, "orders", List.of(), "worker").ofAll(0);
    return new Forwarder(
        "orders", 0, read, Map.of("billing", outlet), new WorkerListener() {}, mine);
  }

  private static String sha1(String... texts) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-1");
    for (String text : texts) {
      digest.update(source(text).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String source(String text) throws IOException {
    String resource = "/io/streamweir/internal/" + text + ".lua";
    try (InputStream in = Forwarder.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String append() throws Exception {
    return sha1("wire/checks", "entry/room", "entry/append");
  }

  private static String outbox() throws Exception {
    return sha1("wire/checks", "feature/chain/outbox");
  }

  @Test
  void submitsNothingTwiceWhereAnswersAreLost(RedisSpace space) throws Exception {
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space);
        TcpProxy proxy = TcpProxy.to(space.server())) {
      orders.worker(orders.linkTo(proxy), orders.pipeline, new Ledger(), config -> config);
      for (int round = 0; round < 6; round++) {
        String script = round % 2 == 0 ? append() : outbox();
        var cut = proxy.afterNext(TcpProxy.containing(script), proxy::cut);
        orders.submitAll(jobs(50 * round, 50 * round + 50));
        cut.get(Patience.SECONDS, TimeUnit.SECONDS);
        int all = 50 * round + 50;
        until(() -> taken(billing).size() >= all && waiting(orders) == 0);
      }
      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 300));
    }
  }

  @Test
  void sendsAgainWhatWasTakenAndNotRemovedAndTheInboxTakesNothingTwice(RedisSpace space)
      throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      fill(orders, 0, 30);
      var left = orders.redis.dump(orders.keys.outbox("billing"));
      forwarder(orders, "one", executor).pass().join();
      orders.redis.del(orders.keys.outbox("billing"), orders.keys.forwarder());
      orders.redis.restore(orders.keys.outbox("billing"), 0, left); // as where it died before that
      fill(orders, 30, 40);

      forwarder(orders, "other", executor).pass().join();

      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 40));
      assertThat(waiting(orders)).isZero();
      assertThat(orders.redis.pttl(billing.keys.source("orders/0"))).isEqualTo(-1);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void keepsTheOrderWhereSeveralForwardAtOnce(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      List<Forwarder> same = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        same.add(forwarder(orders, "same", executor)); // no lease keeps them apart
      }
      for (int round = 0; round < 40; round++) {
        int from = 100 * round;
        CompletableFuture<?> filled =
            CompletableFuture.runAsync(() -> fill(orders, from, from + 100), executor);
        while (!filled.isDone() || waiting(orders) > 0) {
          CompletableFuture.allOf(
                  same.stream().map(Forwarder::pass).toArray(CompletableFuture<?>[]::new))
              .join();
        }
      }
      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 4_000));
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void oneOfSeveralWorkersForwardsAndAnotherOneFollowsIt(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      fill(orders, 0, 1);
      Forwarder one = forwarder(orders, "one", executor);
      Forwarder other = forwarder(orders, "other", executor);
      one.pass().join();
      fill(orders, 1, 2);

      other.pass().join();
      assertThat(taken(billing)).hasSize(1);

      until(
          () -> {
            other.pass().join();
            return taken(billing).size() == 2;
          });
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void goesOnWhereTheTargetHasLostItsData(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      Forwarder forwarder = forwarder(orders, "one", executor);
      fill(orders, 0, 10);
      forwarder.pass().join();
      billing.redis.del(billing.keys.inbox("bill"), billing.keys.source("orders/0"));
      billing.redis.del(Keys.meta(billing.link, "billing"));
      fill(orders, 10, 20);

      forwarder.pass().join();

      assertThat(taken(billing)).containsExactlyElementsOf(jobs(10, 20));
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void followsATargetThatGetsAnotherFirstStage(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    Pipeline<Text> changed =
        Pipeline.named("billing")
            .accepts(Text.class)
            .stage("check", Text.class, (text, context) -> Outcome.forward(text))
            .stage("bill", Text.class, (text, context) -> Outcome.drop())
            .build();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      Target target = new Target(orders.link, ChainTarget.of("billing", Text.class), executor);
      target.learn().join();
      Forwarder forwarder = forwarder(orders, "one", target);
      fill(orders, 0, 2);
      forwarder.pass().join();
      PipelineMeta.agree(orders.link, changed);
      target.learn().join();
      fill(orders, 2, 5);

      forwarder.pass().join();

      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 2));
      assertThat(billing.length("check")).isEqualTo(3);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void losesNothingWhereTheOutboxHasLostItsNumbers(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      Forwarder forwarder = forwarder(orders, "one", executor);
      for (int round = 0; round < 3; round++) {
        fill(orders, 10 * round, 10 * round + 10);
        forwarder.pass().join();
        orders.redis.del(orders.keys.outbox("billing"));
        long lost = new InboxQueries(orders.link).now();
        until(() -> new InboxQueries(orders.link).now() > lost); // no server comes back in that ms
      }
      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 30));
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void goesOnForOtherPartitionsBehindManyJobsOfAFullOne(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    Pipeline<Text> two =
        Pipeline.named("billing")
            .accepts(Text.class)
            .partitions(2)
            .stage(
                "bill",
                Text.class,
                (text, context) -> Outcome.drop(),
                config -> config.withMaxBacklog(20))
            .build();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = Rig.on(space, two)) {
      billing.jobs();
      for (int i = 0; i < 1_010; i++) {
        int partition = i < 1_000 ? 0 : 1;
        String key =
            IntStream.range(0, 60)
                .mapToObj(n -> "key-" + n)
                .filter(name -> two.partitionOf(name) == partition)
                .findFirst()
                .orElseThrow();
        orders.redis.xadd(
            orders.keys.outbox("billing"), Map.of("j", "job-" + i, "t", "1", "p", "", "key", key));
      }
      Forwarder forwarder = forwarder(orders, "one", executor);
      String other = Keys.of(billing.link, "billing", 1).inbox("bill");
      until(
          () -> {
            forwarder.pass().join();
            return billing.redis.xlen(other) == 10;
          });
      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 20));
      assertThat(waiting(orders)).isEqualTo(980);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void drainsAFullOutboxAtOnceWhereThereIsRoomAgain(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      Forwarder forwarder = forwarder(orders, "one", executor);
      fill(orders, 0, 1_500);
      billing.redis.set(billing.keys.closed(), "1 by a test");
      forwarder.pass().join();
      assertThat(taken(billing)).isEmpty();
      billing.redis.del(billing.keys.closed());

      forwarder.pass().join();

      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 1_500));
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void aStrangersEntryHoldsUpNoOther(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      orders.redis.xadd(orders.keys.outbox("billing"), Map.of("who", "knows"));
      orders.redis.xadd(
          orders.keys.outbox("billing"), Map.of("j", "x", "t", "1", "p", "", "delay", "soon"));
      for (int i = 0; i < 300; i++) { // more than a page
        orders.redis.xadd(
            orders.keys.outbox("billing"),
            Map.of("j", "x", "t", "1", "p", "", "key", "k".repeat(2_000)));
      }
      fill(orders, 0, 3);

      forwarder(orders, "one", executor).pass().join();

      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 3));
      assertThat(waiting(orders)).isEqualTo(302);
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void readsLargeJobsInSeveralSteps(RedisSpace space) throws Exception {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (Rig orders = Rig.on(space, orders());
        Rig billing = known(space)) {
      String large = "x".repeat(200_000);
      for (int i = 0; i < 60; i++) {
        orders.redis.xadd(
            orders.keys.outbox("billing"), Map.of("j", "job-" + i, "t", "1", "p", large));
      }
      forwarder(orders, "one", executor).pass().join();

      assertThat(taken(billing)).containsExactlyElementsOf(jobs(0, 60));
    } finally {
      executor.shutdown();
    }
  }
}
