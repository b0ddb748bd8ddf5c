package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers live and nothing fails, and yet entries wait, or do not come back. */
@WithRedis
class BehindExaminationIT {
  private TestStage stage;

  @BeforeEach
  void open(RedisSpace space, RedisCommands<String, String> redis) {
    stage = new TestStage(space, redis);
    stage.createGroup(0);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void alive(long oldestMillis) {
    stage.says("web-1", Duration.ZERO, oldestMillis);
  }

  private List<Doctor.Finding> found() {
    return new Doctor(stage.link, TestStage.PIPELINE, Duration.ofSeconds(15))
        .examine().stream().filter(finding -> finding.what().contains("one")).toList();
  }

  @Test
  void saysWhyAStageIsBehindAndSinceWhen() {
    stage.append(0, Duration.ofMinutes(7));
    stage.deliver(0, "web-1", 1);
    stage.append(0);
    alive(900);
    assertThat(found()).as("what waits has come just now").allMatch(Doctor.Finding::healthy);

    stage.redis.del(stage.inbox(0));
    stage.createGroup(0);
    stage.append(0, Duration.ofMinutes(7));

    assertThat(found())
        .filteredOn(finding -> !finding.healthy())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.what())
                  .isEqualTo(
                      "stage one is behind: 1 entry waits, the oldest for 7 minutes; 1 worker has"
                          + " none of them; why: handlers busy");
              assertThat(finding.advice()).startsWith("add workers for this stage");
            });
  }

  @Test
  void leavesAStageWithoutWorkersToWhatSaysSo() {
    stage.append(0, Duration.ofMinutes(7));

    assertThat(found())
        .filteredOn(finding -> !finding.healthy())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what())
                    .contains("1 entry waits", "the oldest for 7 minutes", "no worker asks"));
  }

  @Test
  void namesTheWorkerWhoseHandlerMayHang() {
    stage.append(0);
    stage.deliver(0, "web-1", 1);
    alive(Duration.ofSeconds(95).toMillis());

    assertThat(found())
        .filteredOn(Doctor.Finding::notice)
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what())
                    .isEqualTo(
                        "web-1 has had an entry of stage one for 95 seconds: its handler takes"
                            + " long, or hangs"));
  }
}
