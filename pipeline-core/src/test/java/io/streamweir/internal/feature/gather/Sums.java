package io.streamweir.internal.feature.gather;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitFailedException;
import io.streamweir.client.SubmitNotReplicatedException;
import io.streamweir.client.SubmitOptions;
import io.streamweir.client.SubmitUncertainException;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.Doctor;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.StageStatus;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Numbers that two stages count and add up, and what must come of them however the servers fail:
 * every tenth is tried three times, every fiftieth is rejected, the others end as their double.
 */
public final class Sums implements AutoCloseable {
  private static final int AT_ONCE = 64;

  public final Pipeline<Text> pipeline;
  public final RedisLink link;
  public final JobClient<Text> jobs;
  public final Ledger ledger = new Ledger();
  public final Map<Long, Receipt> receipts = new ConcurrentHashMap<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public Sums(String uri, String namespace, int partitions) {
    pipeline =
        Pipeline.named("sums")
            .accepts(Text.class)
            .partitions(partitions)
            .stage("check", Text.class, Sums::check)
            .stage("add", Text.class, Sums::add)
            .build();
    RedisConfig config =
        RedisConfig.of(uri)
            .withNamespace(namespace)
            .withCommandTimeout(Duration.ofSeconds(2))
            .withConnectTimeout(Duration.ofSeconds(2));
    link = RedisLink.open(config);
    opened.push(link);
    jobs = JobClient.connect(link, pipeline);
    opened.push(jobs);
  }

  private static Outcome<Text> check(Text text, StageContext context) {
    long number = Long.parseLong(text.getValue());
    if (number % 10 == 3 && context.attempt() < 3) {
      return Outcome.retryLater(Duration.ofMillis(20), "not yet");
    }
    return rejected(number)
        ? Outcome.<Text>reject("not wanted").counting(Count.one("sums", "rejected"))
        : Outcome.<Text>forward(text).counting(Count.one("sums", "checked"));
  }

  private static Outcome<Text> add(Text text, StageContext context) {
    long number = Long.parseLong(text.getValue());
    return Outcome.<Text>finish(new Text(Long.toString(2 * number)))
        .counting(List.of(Count.one("sums", "added"), new Count("sums", "total", number)));
  }

  private static boolean rejected(long number) {
    return number % 50 == 7;
  }

  /** What the counters must be once the numbers below {@code count} are through. */
  public static Map<String, Long> expected(int count) {
    long rejected = LongStream.range(0, count).filter(Sums::rejected).count();
    long total = LongStream.range(0, count).filter(n -> !rejected(n)).sum();
    return Map.of(
        "rejected",
        rejected,
        "checked",
        count - rejected,
        "added",
        count - rejected,
        "total",
        total);
  }

  public Worker startWorker() {
    WorkerConfig config =
        WorkerConfig.defaults()
            .withLease(Duration.ofSeconds(1))
            .withDrainTimeout(Duration.ofSeconds(2))
            .withListener(ledger);
    Worker worker = Worker.start(link, pipeline, config);
    opened.push(worker);
    return worker;
  }

  /**
   * Submits numbers, some at once, each until it is acknowledged, as a producer does that must lose
   * none.
   */
  public void submit(int from, int to, Durability durability) {
    for (int first = from; first < to; first += AT_ONCE) {
      CompletableFuture<?>[] answers =
          LongStream.range(first, Math.min(to, first + AT_ONCE))
              .mapToObj(number -> submit(number, durability))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(answers).join();
    }
  }

  private CompletableFuture<Receipt> submit(long number, Durability durability) {
    SubmitOptions options =
        SubmitOptions.defaults()
            .withDedupe("n" + number, Duration.ofHours(1))
            .withDurability(durability);
    return jobs.submitAsync(new Text(Long.toString(number)), options)
        .handle(
            (receipt, thrown) -> {
              if (thrown == null) {
                receipts.put(number, receipt);
                return CompletableFuture.completedFuture(receipt);
              }
              if (!mayRepeat(thrown)) {
                return CompletableFuture.<Receipt>failedFuture(thrown);
              }
              return submit(number, durability);
            })
        .thenCompose(again -> again);
  }

  private static boolean mayRepeat(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    return cause instanceof SubmitUncertainException
        || cause instanceof SubmitNotReplicatedException
        || cause instanceof SubmitFailedException;
  }

  /** Waits until nothing waits, is pending or delayed. */
  public void awaitDrained() {
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreException(RedisCallException.class)
        .ignoreException(RedisException.class)
        .until(() -> status().stream().allMatch(s -> s.backlog() + s.delayed() == 0));
  }

  /** Waits until all is done, and compares what came of the numbers below {@code count}. */
  public void assertEnded(int count) throws Exception {
    awaitDrained();
    assertThat(counters()).isEqualTo(expected(count));
    for (long number = 0; number < count; number += 11) {
      assertThat(ended(number)).isEqualTo(expectedEnd(number));
    }
    assertThat(complaints()).isEmpty();
  }

  public List<StageStatus> status() {
    return new Inspector(link, pipeline).status();
  }

  public Map<String, Long> counters() {
    return new Inspector(link, pipeline).counters("sums");
  }

  public DeadLetters dead() {
    return new DeadLetters(link, pipeline, "check");
  }

  public List<Doctor.Finding> complaints() {
    return new Doctor(link, pipeline, Duration.ofSeconds(1))
        .examine().stream().filter(finding -> !finding.healthy()).toList();
  }

  /** The value that a number ended with, or the reason of its failure. */
  public String ended(long number) throws Exception {
    var result = jobs.result(receipts.get(number)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return result instanceof io.streamweir.client.Result.Failed failed
        ? failed.reason()
        : result.value(Text.class).getValue();
  }

  public static String expectedEnd(long number) {
    return rejected(number) ? "rejected" : Long.toString(2 * number);
  }

  @Override
  public void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
