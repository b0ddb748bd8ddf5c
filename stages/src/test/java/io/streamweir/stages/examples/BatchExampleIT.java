package io.streamweir.stages.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@WithRedis
class BatchExampleIT {
  private final Queue<List<BatchExample.Row>> inserts = new ConcurrentLinkedQueue<>();

  private Map<String, String> insert(List<BatchExample.Row> rows) {
    inserts.add(rows);
    return rows.stream()
        .filter(row -> row.cents() == 0)
        .collect(Collectors.toMap(BatchExample.Row::key, row -> "no amount"));
  }

  @Test
  void insertsManyRowsInFewCallsAndRejectsOneAlone(RedisSpace space) throws Exception {
    Pipeline<Order> booking = BatchExample.booking(this::insert);
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Order> jobs = JobClient.connect(link, booking)) {
      List<Receipt> receipts =
          jobs.submitAll(
              IntStream.range(0, 1_200).mapToObj(i -> new Order("A-" + i, (long) i)).toList());
      try (Worker worker = Worker.start(link, booking)) {
        assertThat(worker.lanes()).hasSize(1);
        Result bad = jobs.result(receipts.get(0)).get(Patience.SECONDS, SECONDS);
        assertThat(bad).isInstanceOf(Result.Failed.class);
        Result good = jobs.result(receipts.get(1_199)).get(Patience.SECONDS, SECONDS);
        assertThat(good.value(Confirmation.class).text()).isEqualTo("booked A-1199");
      }
    }
    assertThat(inserts).hasSizeLessThan(12);
    assertThat(inserts.stream().flatMap(List::stream).map(BatchExample.Row::key).distinct())
        .hasSize(1_200);
  }
}
