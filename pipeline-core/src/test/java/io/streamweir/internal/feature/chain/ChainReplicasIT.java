package io.streamweir.internal.feature.chain;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.Doctor;
import io.streamweir.internal.entry.Keys;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.ChainTarget;
import io.streamweir.pipeline.Durability;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Chained pipelines on two masters of a cluster, of which one is killed while its replica lacks the
 * last moments.
 */
@Timeout(Patience.TEST_SECONDS)
class ChainReplicasIT {
  private static final int MASTERS = 3;
  private static final int JOBS = 40;
  private static final Durability REPLICATED = Durability.replicated(1, Duration.ofMillis(200));

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<RedisServer, RedisCommands<String, String>> connections = new HashMap<>();
  private RedisCluster cluster;
  private RedisClient client;
  private RedisLink link;
  private RedisServer source; // the master of the outbox
  private RedisServer target;
  private String billing;

  @BeforeEach
  void starts() {
    cluster =
        RedisCluster.start(
            MASTERS, 1, "--cluster-node-timeout 3000", "--cluster-require-full-coverage no");
    client = RedisClient.create();
    link = RedisLink.open(RedisConfig.of(cluster.uri()));
    source = cluster.masterOf(RedisCluster.slotOf(outbox("billing")));
    billing =
        IntStream.range(0, 100)
            .mapToObj(i -> "billing-" + i)
            .filter(name -> cluster.masterOf(slot(inbox(name))).port() != source.port())
            .findFirst()
            .orElseThrow();
    target = cluster.masterOf(slot(inbox(billing)));
  }

  @AfterEach
  void ends() {
    link.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    cluster.close();
  }

  /** Masters come and go meanwhile. */
  private static void until(Callable<Boolean> condition) {
    Rig.eventually().ignoreExceptions().until(condition);
  }

  private static int slot(String key) {
    return RedisCluster.slotOf(key);
  }

  private String outbox(String name) {
    return Keys.of(link, "orders", 0).outbox(name);
  }

  private String inbox(String name) {
    return Keys.of(link, name, 0).inbox("bill");
  }

  private Pipeline<Text> orders() {
    return Pipeline.named("orders")
        .accepts(Text.class)
        .stage(
            "price",
            Text.class,
            (text, context) -> Outcome.<Text>drop().submitting(billing, text),
            config ->
                config.withSubmitting(
                    ChainTarget.of(billing, Text.class).withDurability(REPLICATED)))
        .build();
  }

  private Pipeline<Text> billing() {
    return Pipeline.named(billing)
        .accepts(Text.class)
        .stage("bill", Text.class, (text, context) -> Outcome.drop())
        .build();
  }

  /** Makes the target known, on which nobody works: so all stays in its inbox. */
  private void introduce() {
    JobClient.connect(link, billing()).close();
  }

  private void submit() {
    SubmitOptions replicated =
        SubmitOptions.defaults().withDurability(Durability.replicated(1, PATIENCE));
    try (JobClient<Text> jobs = JobClient.connect(link, orders())) {
      IntStream.range(0, JOBS).forEach(i -> jobs.submit(new Text("job " + i), replicated));
    }
  }

  private Worker work() {
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void upkeepFailed(String pipeline, String role, Throwable failure) {
            failures.add(role + ": " + failure.getMessage());
          }
        };
    return Worker.start(
        link,
        orders(),
        WorkerConfig.defaults().withLease(Duration.ofSeconds(1)).withListener(listener));
  }

  private RedisCommands<String, String> at(RedisServer server) {
    return connections.computeIfAbsent(
        server, node -> client.connect(RedisURI.create(node.uri())).sync());
  }

  private RedisServer replicaOf(RedisServer master) {
    List<RedisServer> nodes = cluster.nodes();
    int at =
        IntStream.range(0, MASTERS).filter(i -> nodes.get(i) == master).findFirst().orElseThrow();
    return nodes.get(MASTERS + at);
  }

  /** The replica hears nothing more of its master, and may still be promoted. */
  private void cutOffReplicaOf(RedisServer master) {
    at(replicaOf(master)).configSet("masteruser", "nobody");
    at(replicaOf(master)).configSet("masterauth", "nothing");
    at(master).clientKill(KillArgs.Builder.typeSlave());
    until(() -> at(master).info("replication").contains("connected_slaves:0"));
  }

  private void failOver(RedisServer master, String key) {
    master.kill();
    cluster.awaitPromotion(slot(key), master, PATIENCE);
    master.restart();
  }

  private List<String> taken() {
    RedisServer master = cluster.masterOf(slot(inbox(billing)));
    return at(master).xrange(inbox(billing), Range.unbounded()).stream()
        .map(entry -> entry.getBody().get("p"))
        .map(payload -> payload.substring(payload.indexOf("job ")))
        .toList();
  }

  private long waiting() {
    return at(cluster.masterOf(slot(outbox(billing)))).xlen(outbox(billing));
  }

  private static List<String> all() {
    return IntStream.range(0, JOBS).mapToObj(i -> "job " + i).toList();
  }

  private List<String> troubles() {
    return new Doctor(link, orders(), Duration.ofSeconds(15))
        .examine().stream().map(Doctor.Finding::toString).toList();
  }

  @Test
  void losesNoJobWhenTheMasterOfTheTargetDies() {
    introduce();
    cutOffReplicaOf(target);
    try (Worker worker = work()) {
      submit();
      until(() -> taken().size() == JOBS && waiting() == JOBS);
      until(
          () ->
              failures.contains(
                  "chain: jobs that "
                      + billing
                      + " has stay in the outbox: 0 of 1 replicas confirmed within 200 ms"));
      assertThat(troubles())
          .anyMatch(
              finding ->
                  finding.contains("jobs for pipeline '" + billing + "' wait in the outbox")
                      && finding.contains(":" + target.port() + " has 0"));

      failOver(target, inbox(billing));

      until(() -> waiting() == 0);
      assertThat(taken()).containsExactlyElementsOf(all());
      assertThat(worker.consumer()).isNotEmpty();
    }
  }

  @Test
  void submitsNoJobTwiceWhenTheMasterOfTheOutboxDies() {
    introduce();
    submit();
    cutOffReplicaOf(source);
    try (Worker worker = work()) {
      until(() -> waiting() == JOBS);
      until(
          () ->
              failures.contains(
                  "chain: jobs are not sent: of their outbox 0 of 1 replicas confirmed within 200"
                      + " ms"));
      assertThat(taken()).isEmpty();

      failOver(source, outbox(billing));

      until(() -> taken().size() >= JOBS && waiting() == 0);
      assertThat(taken()).containsExactlyInAnyOrderElementsOf(all());
      assertThat(worker.consumer()).isNotEmpty();
    }
  }
}
