package io.streamweir.internal.feature.pause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.client.SubmitsRefusedException;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.feature.pause.Work.Kind;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pauses on a cluster, whose partitions are on several nodes, and the pauses on one of them. */
@Execution(ExecutionMode.SAME_THREAD)
class PauseClusterIT {
  private static final int COUNT = 1_200;
  private static final long SOON = TimeUnit.SECONDS.toNanos(1);

  private static RedisCluster cluster;

  @BeforeAll
  static void starts() {
    cluster = RedisCluster.start(3, 0);
  }

  @AfterAll
  static void ends() {
    cluster.close();
  }

  @Tag("matrix")
  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INLINE", "POOLED", "SPLIT"})
  void holdsAllPartitionsOnAllNodesOfOtherKinds(Kind kind) throws Exception {
    holdsAllPartitionsOnAllNodes(kind);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PRIORITIES", "KEYED", "BATCH"})
  void holdsAllPartitionsOnAllNodes(Kind kind) throws Exception {
    Work work = new Work(60, 12);
    Pipeline<Text> pipeline = work.pipeline(kind);
    RedisConfig config = RedisConfig.of(cluster.uri()).withNamespace("paused-" + kind.ordinal());
    try (RedisLink link = RedisLink.open(config);
        Worker one = Worker.start(link, pipeline);
        Worker other = Worker.start(link, pipeline);
        JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
      assertThat(one.consumer()).isNotEqualTo(other.consumer());
      List<CompletableFuture<Receipt>> submits = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        SubmitOptions options = SubmitOptions.defaults().withKey("key-" + i % 60);
        submits.add(jobs.submitAsync(new Text("key-" + i % 60 + " " + i / 60), options));
      }
      List<Receipt> receipts = submits.stream().map(CompletableFuture::join).toList();
      Pauses pauses = new Pauses(link, pipeline);
      pauses.pause(Work.STAGE, PauseOptions.defaults().withRefuseSubmits());
      long paused = System.nanoTime();
      PauseIT.awaitStill(work, Rig.LEASE);
      PauseIT.expectNoneBegun(work, paused + SOON);
      assertThat(work.begun).hasSizeLessThan(COUNT);
      for (int i = 0; i < 24; i++) { // all partitions
        SubmitOptions options = SubmitOptions.defaults().withKey("key-" + i);
        assertThatExceptionOfType(SubmitsRefusedException.class)
            .isThrownBy(() -> jobs.submit(new Text("x"), options));
      }

      pauses.resume(Work.STAGE);
      for (Receipt receipt : receipts) {
        jobs.result(receipt).get(Patience.SECONDS, TimeUnit.SECONDS);
      }
      assertThat(work.begun).hasSize(COUNT);
      if (kind == Kind.KEYED) {
        PauseIT.expectOrder(work);
      }
    }
  }
}
