package io.streamweir.client;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisCluster;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The log of a pipeline whose partitions are on several servers. */
class ResultLogClusterIT {

  @Test
  void isOneLogOverAllServers() {
    Pipeline<Text> pipeline = LogMain.pipeline(12);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (RedisCluster cluster = RedisCluster.start(3, 0);
        RedisLink link = RedisLink.open(RedisConfig.of(cluster.uri()));
        JobClient<Text> jobs = JobClient.connect(link, pipeline);
        Worker worker = Worker.start(link, pipeline, WorkerConfig.defaults())) {
      assertThat(worker).isNotNull();
      List<String> ids =
          new ArrayList<>(jobs.submitAll(numbers(300)).stream().map(Receipt::jobId).toList());
      SubmitOptions late = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
      Receipt cancelled = jobs.submit(new Text("1"), late);
      jobs.cancel(cancelled.jobId());
      ids.add(cancelled.jobId());
      ResultLog log = ResultLog.open(link, "logged");
      try (ResultFollower follower =
          log.follow("billing", each -> seen.add(each.result().jobId()))) {
        assertThat(follower).isNotNull();
        Awaitility.await().atMost(PATIENCE).until(() -> seen.size() >= ids.size());
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(log.readers()).containsExactly(new LogReader("billing", 0, 0, 0, 0));
      assertThat(pages(log)).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(log.remove("billing")).isTrue();
    }
  }

  private static List<String> pages(ResultLog log) {
    List<String> read = new ArrayList<>();
    String place = log.beginning();
    ResultPage page;
    do {
      page = log.page(place, 50);
      page.results().forEach(each -> read.add(each.result().jobId()));
      place = page.next();
    } while (page.more());
    return read;
  }

  private static List<Text> numbers(int count) {
    return IntStream.range(0, count).mapToObj(n -> new Text(Integer.toString(n))).toList();
  }
}
