package io.streamweir.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.JobClient;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.wire.NamespaceEraser;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys of installations whose job ids are the same, as those of schedules' fires are. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class IdempotencyKeyIT {
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final Set<String> tapped = ConcurrentHashMap.newKeySet();

  private final Pipeline<Text> pipeline =
      Pipeline.named("pay")
          .accepts(Text.class)
          .stage(
              "charge",
              Text.class,
              (text, context) -> {
                handled.add(context.idempotencyKey());
                return Outcome.<Text>drop();
              })
          .schedule(Schedule.every("tick", Duration.ofSeconds(1), new Text("fire")))
          .build();

  @Test
  void noTwoNamespacesShareAKey(RedisSpace space) {
    RedisConfig here = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    RedisConfig there = here.withNamespace(space.namespace() + "-b");
    Set<String> ours = runIn(here);
    Set<String> theirs = runIn(there);
    try (RedisLink link = RedisLink.open(there)) {
      NamespaceEraser.erase(link);
    }

    assertThat(ours)
        .contains(space.namespace() + ":pay/job-1/charge")
        .allMatch(key -> key.startsWith(space.namespace() + ":pay/"));
    assertThat(theirs).doesNotContainAnyElementsOf(ours);
  }

  /** What handlers and taps saw of a job with an id of its own, and of a fire. */
  private Set<String> runIn(RedisConfig config) {
    handled.clear();
    tapped.clear();
    try (RedisLink link = RedisLink.open(config);
        Worker worker = Worker.start(link, pipeline);
        JobClient<Text> jobs = JobClient.connect(link, pipeline);
        Tap tap =
            Tap.start(
                link,
                pipeline,
                "charge",
                Text.class,
                "audit",
                (text, context) -> tapped.add(context.idempotencyKey()))) {
      jobs.submit(new Text("a"), SubmitOptions.defaults().withJobId("job-1"));
      await().atMost(PATIENCE).until(() -> handled.size() >= 2 && tapped.containsAll(handled));
      return Set.copyOf(tapped);
    }
  }
}
