package io.streamweir.internal.feature.chain;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.NumberedSource;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StateCounters;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Chained pipelines whose partitions lie in slots of different masters. */
class ChainClusterIT {
  private static final int ORDERS = 2_000;

  private static List<Keys> orders(RedisLink link) {
    return Keys.partitions(link, "orders", ChainWorkerMain.ORDER_PARTITIONS);
  }

  private static List<Keys> billing(RedisLink link) {
    return Keys.partitions(link, "billing", ChainWorkerMain.BILL_PARTITIONS);
  }

  private static int slot(Keys keys) {
    return RedisCluster.slotOf(keys.outbox("billing"));
  }

  /** By a numbered source, which submits again what had no answer. */
  private static void submit(JobClient<Text> jobs) {
    NumberedSource<Text> source = jobs.source("orders");
    try {
      for (int first = 0; first < ORDERS; first += 100) {
        source.submit(
            IntStream.range(first, first + 100)
                .mapToObj(i -> new Text("key-" + i % 50 + " " + i / 50))
                .toList());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void submitsEachJobOnceAcrossSlotsAlsoWhileTheyMove() throws Exception {
    try (RedisCluster cluster = RedisCluster.start(3, 0);
        RedisLink link = RedisLink.open(RedisConfig.of(cluster.uri()));
        Worker bills = Worker.start(link, ChainWorkerMain.billing());
        Worker one = Worker.start(link, ChainWorkerMain.orders());
        Worker other = Worker.start(link, ChainWorkerMain.orders());
        JobClient<Text> jobs = JobClient.connect(link, ChainWorkerMain.orders())) {
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> submit(jobs));
      for (Keys keys : List.of(orders(link).get(0), billing(link).get(1))) {
        var from = cluster.masterOf(slot(keys));
        var to =
            cluster.masters().stream()
                .filter(master -> master.port() != from.port())
                .findFirst()
                .orElseThrow();
        cluster.moveSlot(slot(keys), to);
      }
      load.join();
      StateCounters counters = new StateCounters(link.patient());
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> counters.read(billing(link), "billed").size() == 2 * ORDERS);
      Map<String, Long> billed = counters.read(billing(link), "billed");
      assertThat(billed.values()).containsOnly(1L);
      assertThat(one.consumer()).isNotEqualTo(other.consumer());
      assertThat(bills.lanes()).hasSize(ChainWorkerMain.BILL_PARTITIONS);
    }
  }
}
