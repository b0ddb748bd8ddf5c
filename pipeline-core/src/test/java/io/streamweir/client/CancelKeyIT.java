package io.streamweir.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithRedis
class CancelKeyIT {
  private final Pipeline<Text> pipeline =
      Pipeline.named("keys")
          .accepts(Text.class)
          .partitions(4)
          .stage("work", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  /** Who is told that a job is cancelled must be able to rely on it. */
  @Test
  void aKeyThatDoesNotLeadToTheJobCancelsItAllTheSame(RedisSpace space) throws Exception {
    RedisConfig config = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(config);
        JobClient<Text> jobs = JobClient.connect(link, pipeline)) {
      Receipt wrong = submit(jobs, "käse");
      Receipt right = submit(jobs, "brot");
      assertThat(jobs.cancel(wrong.jobId(), otherKey("käse")).cancelled()).isTrue();
      assertThat(jobs.cancel(right.jobId(), "brot").cancelled()).isTrue();
      Receipt last = submit(jobs, "wein");
      try (Worker worker = Worker.start(link, pipeline, WorkerConfig.defaults())) {
        assertThat(jobs.result(wrong).get(Patience.SECONDS, TimeUnit.SECONDS))
            .isInstanceOf(Result.Cancelled.class);
        assertThat(jobs.result(right).get(Patience.SECONDS, TimeUnit.SECONDS))
            .isInstanceOf(Result.Cancelled.class);
        assertThat(jobs.result(last).get(Patience.SECONDS, TimeUnit.SECONDS))
            .isInstanceOf(Result.Finished.class);
      }
    }
  }

  private static Receipt submit(JobClient<Text> jobs, String key) {
    return jobs.submit(new Text(key), SubmitOptions.defaults().withKey(key));
  }

  private String otherKey(String key) {
    String other = key;
    while (pipeline.partitionOf(other) == pipeline.partitionOf(key)) {
      other += "x";
    }
    return other;
  }
}
