package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that wait for single jobs hear little of all others. */
@WithRedis
class AddressedResultsIT {
  /** Longer than any test, so that a result cannot be found by polling. */
  private static final ClientConfig NO_POLLS =
      ClientConfig.defaults().withPollInterval(Duration.ofHours(1));

  private static final String LARGE = "x".repeat(1_000);

  private static Pipeline<Text> pipeline(int partitions, AtomicInteger ended) {
    return Pipeline.named("addressed")
        .accepts(Text.class)
        .partitions(partitions)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              ended.incrementAndGet();
              return Outcome.finish(new Text(LARGE));
            })
        .build();
  }

  private static long stat(Rig rig, String section, String name) {
    Matcher found = Pattern.compile(name + "(\\d+)").matcher(rig.redis.info(section));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private static long sent(Rig rig) {
    return stat(rig, "stats", "total_net_output_bytes:");
  }

  private static long reads(Rig rig) {
    return stat(rig, "commandstats", "cmdstat_get:calls=");
  }

  /** How many bytes Redis sends for each of these jobs. */
  private static long bytesOf(Rig rig, AtomicInteger ended, int jobs) {
    long before = sent(rig);
    int until = ended.get() + jobs;
    rig.submitNumbers(jobs);
    until(() -> ended.get() >= until && rig.pending("work") == 0);
    return (sent(rig) - before) / jobs;
  }

  @Test
  void waitersCostLittleForEachJobThatTheyDoNotWaitFor() throws Exception {
    AtomicInteger ended = new AtomicInteger();
    List<JobClient<Text>> clients = new ArrayList<>();
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline(1, ended))) {
      rig.worker();
      bytesOf(rig, ended, 500);
      long alone = bytesOf(rig, ended, 3_000);
      for (int i = 0; i < 20; i++) {
        RedisLink link = rig.linkTo(server.uri());
        clients.add(rig.keep(JobClient.connect(link, rig.pipeline, NO_POLLS)));
        SubmitOptions later = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
        clients.get(i).result(clients.get(i).submit(new Text("later"), later));
      }
      until(() -> rig.redis.pubsubChannels("sw:*:results:*").size() > 10);

      long withWaiters = bytesOf(rig, ended, 3_000);

      assertThat(withWaiters - alone).isLessThan(300);
    }
  }

  @Test
  void aReconnectReadsEachResultOnce() throws Exception {
    int partitions = 64;
    int waiting = 1_000;
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline(partitions, new AtomicInteger()))) {
      JobClient<Text> jobs = rig.keep(JobClient.connect(rig.link, rig.pipeline, NO_POLLS));
      List<Receipt> receipts = rig.submitNumbers(waiting);
      List<CompletableFuture<Result>> results = receipts.stream().map(jobs::result).toList();
      until(() -> reads(rig) >= waiting);
      long quiet = awaitQuiet(rig);

      rig.redis.clientKill(KillArgs.Builder.typePubsub());

      until(() -> reads(rig) >= quiet + waiting);
      assertThat(awaitQuiet(rig) - quiet).isBetween((long) waiting, waiting * 5L / 4);
      rig.worker();
      for (CompletableFuture<Result> result : results) {
        result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private static long awaitQuiet(Rig rig) {
    long[] seen = {-1};
    Rig.eventually()
        .during(Duration.ofSeconds(1))
        .until(
            () -> {
              long now = reads(rig);
              boolean still = seen[0] == now;
              seen[0] = now;
              return still;
            });
    return seen[0];
  }

  @Test
  void everyResultComesWhileManyWaitAndGo(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(8, new AtomicInteger()))) {
      rig.worker();
      JobClient<Text> jobs = rig.keep(JobClient.connect(rig.link, rig.pipeline, NO_POLLS));
      List<CompletableFuture<Result>> results = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        Receipt receipt = jobs.submit(new Text("" + i));
        results.add(jobs.result(receipt));
        if (i % 3 == 0) {
          jobs.result(receipt).cancel(false);
        }
      }
      for (CompletableFuture<Result> result : results) {
        result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  @Test
  void thoseWhoFollowAllHearEachOnceBesideWaiters(RedisSpace space) throws Exception {
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    try (Rig rig = Rig.on(space, pipeline(2, new AtomicInteger()))) {
      JobClient<Text> jobs = rig.jobs();
      ResultSubscription all = rig.keep(jobs.subscribe(result -> heard.add(result.jobId())));
      all.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      List<Receipt> receipts = rig.submitNumbers(500);
      List<CompletableFuture<Result>> some =
          IntStream.range(0, 50).mapToObj(i -> jobs.result(receipts.get(i))).toList();
      rig.worker();
      for (CompletableFuture<Result> result : some) {
        result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
      until(() -> heard.size() == 500);
      assertThat(heard)
          .containsExactlyInAnyOrderElementsOf(receipts.stream().map(Receipt::jobId).toList());
    }
  }
}
