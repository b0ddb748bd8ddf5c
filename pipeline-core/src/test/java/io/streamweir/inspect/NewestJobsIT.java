package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies at a stage, the newest first. */
@WithRedis
class NewestJobsIT {
  private Rig rig;
  private Jobs jobs;

  @BeforeEach
  void open(RedisSpace space) {
    rig =
        Rig.on(
            space,
            Pipeline.named("newest")
                .accepts(Text.class)
                .partitions(2)
                .stage("one", Text.class, (text, context) -> Outcome.<Text>reject("bad"))
                .build());
    jobs = new Jobs(rig.link, rig.pipeline.facts());
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private List<JobEntry> all(JobState state, JobOrder order, int limit, String... where) {
    List<JobEntry> all = new ArrayList<>();
    String cursor = "";
    do {
      JobPage page = jobs.page("one", state, cursor, limit, JobFilter.of(List.of(where)), order);
      assertThat(page.entries().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.entries());
      cursor = page.next();
    } while (!cursor.isEmpty());
    return all;
  }

  private void submit(int jobs) {
    IntStream.range(0, jobs)
        .forEach(
            i ->
                rig.jobs()
                    .submit(new Text("" + i), SubmitOptions.defaults().withKey("key " + i % 5)));
  }

  /** The order is turned round within each partition; the partitions keep theirs. */
  private static List<String> turned(List<JobEntry> oldest) {
    return IntStream.of(0, 1)
        .boxed()
        .flatMap(
            partition -> {
              List<String> ids =
                  new ArrayList<>(
                      oldest.stream()
                          .filter(entry -> entry.partition() == partition)
                          .map(JobEntry::id)
                          .toList());
              Collections.reverse(ids);
              return ids.stream();
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000})
  void showsWhatWaitsAndIsDeadNewestFirst(int limit) {
    submit(40);
    for (JobState state : List.of(JobState.WAITING, JobState.DEAD)) {
      if (state == JobState.DEAD) {
        rig.worker();
        until(() -> all(JobState.DEAD, JobOrder.OLDEST, 1_000).size() == 40);
      }
      List<JobEntry> newest = all(state, JobOrder.NEWEST, limit);
      assertThat(newest).extracting(JobEntry::partition).isSorted().contains(0, 1);
      assertThat(newest)
          .extracting(JobEntry::id)
          .containsExactlyElementsOf(turned(all(state, JobOrder.OLDEST, 1_000)));
      assertThat(all(state, JobOrder.NEWEST, limit, "value=17"))
          .extracting(entry -> entry.payload().json())
          .containsExactly("{\"value\":\"17\"}");
    }
  }

  @Test
  void leavesOutWhatWorkersWereGiven() {
    String inbox = rig.keys.inbox("one");
    for (int i = 0; i < 5; i++) {
      rig.redis.xadd(inbox, Map.of("j", "job" + i, "t", "1", "p", ""));
    }
    rig.createGroup("one");
    rig.deliverTo("worker", "one", 3);

    assertThat(all(JobState.WAITING, JobOrder.NEWEST, 10))
        .extracting(JobEntry::job)
        .containsExactly("job4", "job3");
    JobPage page = jobs.page("one", JobState.WAITING, "0:0-0", 10, JobFilter.ALL, JobOrder.NEWEST);
    assertThat(page.entries()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "DELAYED", "PARKED"})
  void refusesWhatCannotBeReadSo(JobState state) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> all(state, JobOrder.NEWEST, 10))
        .withMessageContaining("newest first");
  }
}
