package io.streamweir.internal.feature.chain;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.streamweir.internal.entry.Keys;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chained pipelines while real workers are killed and Redis is started again. */
@WithRedis
class ChainCrashIT {
  private static final int KEYS = 20;
  private static final int EACH = 60;
  private static final int ORDERS = KEYS * EACH;

  private final List<ChildJvm> workers = new ArrayList<>();
  private final List<String> roles = new ArrayList<>();

  private void start(String uri, String namespace, String role) {
    workers.add(ChildJvm.start(ChainWorkerMain.class, uri, namespace, role));
    roles.add(role);
  }

  /** Submits all, and looks whether the first inboxes have each key in its order. */
  private static void submit(Rig orders) {
    List<String> texts = new ArrayList<>();
    for (int number = 0; number < EACH; number++) {
      for (int key = 0; key < KEYS; key++) {
        texts.add("key-" + key + " " + number);
      }
    }
    orders.submitAll(texts);
    Map<String, List<String>> byKey = byKey(orders, "price", ChainWorkerMain.ORDER_PARTITIONS);
    for (int key = 0; key < KEYS; key++) {
      String name = "key-" + key + " ";
      assertThat(byKey.get(name.strip()))
          .as("submitted")
          .isEqualTo(texts.stream().filter(text -> text.startsWith(name)).toList());
    }
  }

  private static Map<String, List<String>> byKey(Rig rig, String stage, int partitions) {
    Map<String, List<String>> byKey = new HashMap<>();
    for (Keys keys : Keys.partitions(rig.link, rig.pipeline.name(), partitions)) {
      for (String text : texts(rig, keys.inbox(stage))) {
        byKey.computeIfAbsent(text.split(" ")[0], key -> new ArrayList<>()).add(text);
      }
    }
    return byKey;
  }

  private static long sum(Rig rig, String state, int partitions) {
    return Keys.partitions(rig.link, rig.pipeline.name(), partitions).stream()
        .flatMap(keys -> rig.redis.hvals(keys.state(state)).stream())
        .mapToLong(Long::parseLong)
        .sum();
  }

  private static long waiting(Rig orders) {
    return Keys.partitions(orders.link, "orders", ChainWorkerMain.ORDER_PARTITIONS).stream()
        .mapToLong(keys -> orders.redis.xlen(keys.outbox("billing")))
        .sum();
  }

  private static Map<String, String> billed(Rig billing) {
    Map<String, String> all = new HashMap<>();
    Keys.partitions(billing.link, "billing", ChainWorkerMain.BILL_PARTITIONS)
        .forEach(keys -> all.putAll(billing.redis.hgetall(keys.state("billed"))));
    return all;
  }

  /** Each bill once, and those of a key in their order. */
  private static void expectAll(Rig orders, Rig billing) {
    until(() -> sum(orders, "priced", ChainWorkerMain.ORDER_PARTITIONS) >= ORDERS);
    until(() -> sum(billing, "billed", ChainWorkerMain.BILL_PARTITIONS) >= 2 * ORDERS);
    until(() -> waiting(orders) == 0);
    assertThat(sum(orders, "priced", ChainWorkerMain.ORDER_PARTITIONS)).isEqualTo(ORDERS);
    assertThat(billed(billing)).hasSize(2 * ORDERS);
    assertThat(billed(billing).values()).containsOnly("1");
    Map<String, List<String>> byKey = byKey(billing, "bill", ChainWorkerMain.BILL_PARTITIONS);
    for (int key = 0; key < KEYS; key++) {
      String name = "key-" + key;
      List<String> expected =
          IntStream.range(0, EACH)
              .boxed()
              .flatMap(n -> List.of(name + " " + n + " a", name + " " + n + " b").stream())
              .toList();
      assertThat(byKey.get(name)).as("billed").containsExactlyElementsOf(expected);
    }
  }

  /** Of all entries of the inbox, in their order; the last one of a chain keeps settled ones. */
  private static List<String> texts(Rig rig, String inbox) {
    return rig.redis.xrange(inbox, Range.unbounded()).stream()
        .map(message -> message.getBody().get("p"))
        .map(payload -> payload.substring(payload.indexOf("key-")))
        .toList();
  }

  private void strike(Random random, Rig orders, String uri, String namespace, int strikes) {
    for (int strike = 1; strike <= strikes; strike++) {
      long reached = (long) strike * ORDERS / (strikes + 2);
      until(() -> sum(orders, "priced", ChainWorkerMain.ORDER_PARTITIONS) >= reached);
      int victim = random.nextInt(workers.size());
      workers.remove(victim).kill();
      start(uri, namespace, roles.remove(victim));
    }
  }

  @Test
  void submitsEachJobOnceWhileWorkersOfBothAreKilled(RedisSpace space) throws Exception {
    List<ChildJvm> all = workers;
    try (Rig orders = Rig.on(space, ChainWorkerMain.orders());
        Rig billing = Rig.on(space, ChainWorkerMain.billing())) {
      submit(orders);
      start(space.uri(), space.namespace(), "orders");
      start(space.uri(), space.namespace(), "orders");
      start(space.uri(), space.namespace(), "billing");
      strike(new Random(11), orders, space.uri(), space.namespace(), 8);
      expectAll(orders, billing);
    } finally {
      all.forEach(ChildJvm::close);
    }
  }

  @Test
  void submitsEachJobOnceWhileRedisIsKilledAndStartedAgain() throws Exception {
    try (RedisServer server = RedisServer.start("--appendonly yes", "--appendfsync always");
        Rig orders = Rig.on(server, ChainWorkerMain.orders());
        Rig billing = Rig.on(server, ChainWorkerMain.billing())) {
      submit(orders);
      start(server.uri(), "sw", "orders");
      start(server.uri(), "sw", "orders");
      start(server.uri(), "sw", "billing");
      for (int restart = 1; restart <= 3; restart++) {
        long reached = restart * ORDERS / 5L;
        until(() -> sum(orders, "priced", ChainWorkerMain.ORDER_PARTITIONS) >= reached);
        server.kill();
        server.restart();
        workers.remove(0).kill();
        start(server.uri(), "sw", roles.remove(0));
      }
      expectAll(orders, billing);
    } finally {
      workers.forEach(ChildJvm::close);
    }
  }
}
