package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {
  @Test
  void hasTheDefaultsThatItNames() {
    WorkerConfig defaults = WorkerConfig.defaults();
    assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(15));
    assertThat(defaults.drainTimeout()).isEqualTo(Duration.ofSeconds(25));
    assertThat(defaults.concurrency()).isZero();
    assertThat(defaults.stages()).isEmpty();
    assertThat(defaults.consumer()).contains(ProcessHandle.current().pid() + "-");
  }

  @Test
  void givesEveryDefaultANameOfItsOwn() {
    assertThat(WorkerConfig.defaults().consumer()).isNotEqualTo(WorkerConfig.defaults().consumer());
  }

  @Test
  void refusesWhatIsOutOfRange() {
    List<UnaryOperator<WorkerConfig>> wrong =
        List.of(
            config -> config.withLease(Duration.ofMillis(999)),
            config -> config.withLease(Duration.ofDays(2)),
            config -> config.withDrainTimeout(Duration.ofMillis(-1)),
            config -> config.withConcurrency(-1),
            config -> config.withConcurrency(10_001),
            config -> config.withConsumer(""),
            config -> config.withConsumer("two words"));
    wrong.forEach(
        change ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(WorkerConfig.defaults())));
  }

  @Test
  void keepsACopyOfItsStages() {
    Set<String> stages = new HashSet<>(Set.of("a"));
    WorkerConfig config = WorkerConfig.defaults().withStages(stages);
    stages.add("b");
    assertThat(config.stages()).containsExactly("a");
  }
}
