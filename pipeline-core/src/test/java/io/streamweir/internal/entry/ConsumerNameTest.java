package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.worker.WorkerConfig;
import org.junit.jupiter.api.Test;

class ConsumerNameTest {
  @Test
  void tellsTheProcessAndIsUnique() {
    assertThat(ConsumerName.next())
        .contains(ProcessHandle.current().pid() + "-")
        .isNotEqualTo(ConsumerName.next());
    assertThat(WorkerConfig.defaults().withConsumer(ConsumerName.next()).consumer()).isNotEmpty();
  }

  @Test
  void takesOfTheHostWhatAConsumerNameMayHold() {
    assertThat(ConsumerName.label("web-1.example.org\n")).isEqualTo("web-1");
    assertThat(ConsumerName.label("größe 1")).isEqualTo("gre1");
    assertThat(ConsumerName.label("x".repeat(300))).hasSize(63);
    assertThat(ConsumerName.label("")).isEmpty();
  }
}
