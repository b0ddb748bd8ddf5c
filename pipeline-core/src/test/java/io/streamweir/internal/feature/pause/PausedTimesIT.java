package io.streamweir.internal.feature.pause;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What has a time keeps it while its stage is paused. */
@WithRedis
class PausedTimesIT {
  private final Queue<String> begun = new ConcurrentLinkedQueue<>();

  private Pipeline<Text> pipeline(boolean ticks) {
    var builder =
        Pipeline.named("times")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  begun.add(context.jobId());
                  return Outcome.finish(text);
                });
    return ticks
        ? builder.schedule(Schedule.every("tick", Duration.ofSeconds(1), new Text("t"))).build()
        : builder.build();
  }

  private static Stream<Map<String, String>> waiting(Rig rig) {
    return rig.redis.xrange(rig.keys.inbox("work"), Range.unbounded()).stream()
        .map(entry -> entry.getBody());
  }

  @Test
  void promotesDelayedEntriesAtTheirTime(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(false))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause("work", PauseOptions.defaults());
      rig.worker();
      long before = Long.parseLong(rig.redis.time().get(0)) * 1_000;
      SubmitOptions delayed = SubmitOptions.defaults().withDelay(Duration.ofSeconds(1));
      Receipt receipt = rig.jobs().submit(new Text("x"), delayed);
      assertThat(rig.redis.zcard(rig.keys.later("work"))).isEqualTo(1);
      until(() -> rig.length("work") == 1);
      String id = rig.redis.xrange(rig.keys.inbox("work"), Range.unbounded()).get(0).getId();
      assertThat(Long.parseLong(id.split("-")[0])).isGreaterThan(before + 1_000);
      assertThat(begun).isEmpty();
      pauses.resume("work");
      assertThat(rig.value(receipt)).isEqualTo("x");
    }
  }

  @Test
  void firesSchedulesAtTheirTimeAndLetsThemWait(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(true))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause(PauseOptions.defaults());
      rig.worker();
      until(() -> rig.length("work") >= 3);
      List<String> fired = waiting(rig).map(fields -> fields.get("j")).toList();
      assertThat(begun).isEmpty();
      assertThat(fired).doesNotHaveDuplicates().isSorted().allMatch(id -> id.startsWith("tick."));
      pauses.resume();
      until(() -> begun.containsAll(fired));
      assertThat(begun).doesNotHaveDuplicates();
    }
  }

  @Test
  void letsSchedulesWaitAsForRoomWhereSubmitsAreRefused(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(true))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause(PauseOptions.defaults().withRefuseSubmits());
      rig.worker();
      String late = rig.keys.fires();
      long now = Long.parseLong(rig.redis.time().get(0)) * 1_000;
      until(() -> Long.parseLong(rig.redis.time().get(0)) * 1_000 > now + 3_000);
      assertThat(rig.redis.exists(rig.keys.inbox("work"))).isZero();
      double due = rig.redis.zscore(late, "tick");
      assertThat(due).isLessThan(now + 3_000);
      pauses.resume();
      until(() -> begun.size() >= 4); // those that were late, and one that was not
      assertThat(begun).doesNotHaveDuplicates();
      assertThat(rig.redis.exists(Keys.paused(rig.link, "times"))).isZero();
    }
  }
}
