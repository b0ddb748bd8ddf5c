package orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Inspector;
import io.streamweir.metrics.WorkerMetrics;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the pipeline on a real Redis that the test kit starts. */
@WithRedis
class OrdersRedisTest {
  private final AtomicInteger failures = new AtomicInteger();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Pipeline<Order> orders =
      new Orders(this::charge).pipeline(Backoff.fixed(Duration.ofMillis(1)));
  private RedisLink link;
  private Worker worker;
  private JobClient<Order> jobs;

  @BeforeEach
  void start(RedisSpace redis) {
    link = RedisLink.open(RedisConfig.of(redis.uri()).withNamespace(redis.namespace()));
    worker =
        Worker.start(
            link, orders, WorkerConfig.defaults().withListener(new WorkerMetrics(registry, link)));
    jobs = JobClient.connect(link, orders);
  }

  @AfterEach
  void stop() {
    jobs.close();
    worker.close();
    link.close();
  }

  @Test
  void confirmsAndCountsWhatWasPaid() throws InterruptedException {
    assertEquals("order A-17 is paid: P1999", submit(new Order("A-17", 1999)));
    assertEquals(Map.of("cents", 1999L), new Inspector(link, orders).counters("revenue"));
  }

  @Test
  void triesAgainWhileTheBankIsAway() throws InterruptedException {
    failures.set(7);

    assertEquals("order A-17 is paid: P1999", submit(new Order("A-17", 1999)));
    worker.close(); // all that it did is counted then
    assertEquals(
        7.0,
        registry
            .get("streamweir.entries")
            .tag("outcome", "retried")
            .tag("stage", "charge")
            .counter()
            .count());
  }

  @Test
  void keepsWhatFailedEightTimesUntilItIsReplayed() throws InterruptedException {
    failures.set(8);
    Receipt receipt = jobs.submit(new Order("A-17", 1999));
    Result.Failed failed = assertInstanceOf(Result.Failed.class, end(receipt));
    assertEquals("attempts", failed.reason());

    BlockingQueue<Result> ends = new LinkedBlockingQueue<>();
    jobs.subscribe(ends::add);
    assertEquals(1, new DeadLetters(link, orders, "charge").replayAll());
    assertInstanceOf(Result.Finished.class, ends.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void doesNotTryARefusedCardAgain() throws InterruptedException {
    Receipt receipt = jobs.submit(new Order("A-17", 2_000_000));

    assertEquals(1, assertInstanceOf(Result.Failed.class, end(receipt)).attempts());
  }

  @Test
  void chargesTheRentByItsSchedule() throws InterruptedException {
    Receipt receipt = jobs.schedules().runNow("rent");

    assertEquals("order R-1 is paid: P80000", end(receipt).value(Confirmation.class).text());
  }

  private String charge(long cents, String key) {
    if (cents > 1_000_000) {
      throw new Bank.CardRefusedException("too much for this card");
    }
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("the bank is away");
    }
    return "P" + cents;
  }

  private String submit(Order order) throws InterruptedException {
    return end(jobs.submit(order)).value(Confirmation.class).text();
  }

  private Result end(Receipt receipt) throws InterruptedException {
    return jobs.awaitResult(receipt, Duration.ofSeconds(30));
  }
}
