package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerNameTest {
  @Test
  void tellsTheProcessAndIsUnique() {
    assertThat(WorkerName.next())
        .contains(ProcessHandle.current().pid() + "-")
        .isNotEqualTo(WorkerName.next());
    assertThat(WorkerConfig.defaults().withConsumer(WorkerName.next()).consumer()).isNotEmpty();
  }

  @Test
  void takesOfTheHostWhatAConsumerNameMayHold() {
    assertThat(WorkerName.label("web-1.example.org\n")).isEqualTo("web-1");
    assertThat(WorkerName.label("größe 1")).isEqualTo("gre1");
    assertThat(WorkerName.label("x".repeat(300))).hasSize(63);
    assertThat(WorkerName.label("")).isEmpty();
  }
}
