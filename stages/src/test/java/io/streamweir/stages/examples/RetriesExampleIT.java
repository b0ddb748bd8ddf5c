package io.streamweir.stages.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.stages.examples.OrdersExample.Confirmation;
import io.streamweir.stages.examples.OrdersExample.Order;
import io.streamweir.stages.examples.RetriesExample.CardRefusedException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@WithRedis
class RetriesExampleIT {
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void triesTwentyTimesWhereTheBankIsAway(RedisSpace redis) throws InterruptedException {
    assertThat(end(redis, new IOException("away"))).isEqualTo("paid at once");
    assertThat(calls).hasValue(20);
  }

  @Test
  void triesFiveTimesWhereItIsAnotherFault(RedisSpace redis) throws InterruptedException {
    assertThat(end(redis, new IllegalStateException("a fault"))).isEqualTo("attempts");
    assertThat(calls).hasValue(5);
  }

  @Test
  void triesOnceWhereTheCardIsRefused(RedisSpace redis) throws InterruptedException {
    assertThat(end(redis, new CardRefusedException("expired"))).isEqualTo("attempts");
    assertThat(calls).hasValue(1);
  }

  @Test
  void waitsLongerEachTimeUpToAMinute() {
    Backoff waits = RetriesExample.waits().withJitter(0);

    assertThat(waits.after(1)).isEqualTo(Duration.ofMillis(200));
    assertThat(waits.after(2)).isEqualTo(Duration.ofMillis(400));
    assertThat(waits.after(20)).isEqualTo(Duration.ofMinutes(1));
  }

  /** How an order ends whose bank throws 19 times. */
  private String end(RedisSpace redis, Exception thrown) throws InterruptedException {
    Pipeline<Order> retrying =
        RetriesExample.retrying(bank(thrown), Backoff.fixed(Duration.ofMillis(1)));
    RedisConfig config = RedisConfig.of(redis.uri()).withNamespace(redis.namespace());
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, retrying);
        JobClient<Order> jobs = JobClient.connect(link, retrying)) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      Result end = jobs.awaitResult(receipt, Duration.ofMinutes(1));
      return end instanceof Result.Failed failed
          ? failed.reason()
          : end.value(Confirmation.class).text();
    }
  }

  private RetriesExample.Bank bank(Exception thrown) {
    return new RetriesExample.Bank() {
      @Override
      public String charge(long cents, String key) throws IOException, CardRefusedException {
        if (calls.incrementAndGet() == 20) {
          return "at once";
        }
        if (thrown instanceof IOException away) {
          throw away;
        }
        if (thrown instanceof CardRefusedException refused) {
          throw refused;
        }
        throw (RuntimeException) thrown;
      }

      @Override
      public Instant opens() {
        return Instant.EPOCH;
      }
    };
  }
}
