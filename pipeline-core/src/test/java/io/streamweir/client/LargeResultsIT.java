package io.streamweir.client;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class LargeResultsIT {
  private static final int BYTES = 1 << 18; // of one result

  private static long bytes(ResultPage page) {
    return page.results().stream()
        .mapToLong(each -> each.result().value(Text.class).getValue().length())
        .sum();
  }

  @Test
  void comeInPagesThatFitIntoMemory(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("large")
            .accepts(Text.class)
            .keepResults(Duration.ofHours(1))
            .stage(
                "work", Text.class, (text, context) -> Outcome.finish(new Text("x".repeat(BYTES))))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      ResultLog log = ResultLog.open(rig.link, pipeline);
      rig.worker();
      rig.submitNumbers(120);
      until(() -> rig.redis.xlen(rig.keys.ends()) == 120);

      List<String> jobs = new ArrayList<>();
      ResultPage page = log.page(log.beginning(), 1_000);
      while (!page.results().isEmpty()) {
        assertThat(bytes(page)).isLessThan(13L << 20);
        page.results().forEach(each -> jobs.add(each.result().jobId()));
        page = log.page(page.next(), 1_000);
      }
      assertThat(jobs).doesNotHaveDuplicates().hasSize(120);
    }
  }
}
