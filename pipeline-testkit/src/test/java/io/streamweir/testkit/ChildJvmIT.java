package io.streamweir.testkit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChildJvmIT {
  private static final Pattern SERVER = Pattern.compile("server=(\\d+)\\.");

  @Test
  void endsTheServersThatNobodyClosedWithTheirJvm() {
    try (ChildJvm jvm = ChildJvm.start(OrphanMain.class)) {
      jvm.awaitOutput("server=", PATIENCE);
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(0);
      await().atMost(PATIENCE).until(() -> !isAlive(serverOf(jvm)));
    }
  }

  @Test
  void endsThemOnSigtermToo() {
    try (ChildJvm jvm = ChildJvm.start(OrphanMain.class, "stay")) {
      jvm.awaitOutput("server=", PATIENCE);
      long server = serverOf(jvm);
      assertThat(isAlive(server)).isTrue();
      jvm.terminate();
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(128 + 15);
      await().atMost(PATIENCE).until(() -> !isAlive(server));
    }
  }

  @Test
  void tellsAKilledJvmByItsExitStatus() {
    try (ChildJvm jvm = ChildJvm.start(SleeperMain.class)) {
      jvm.awaitOutput("ready", PATIENCE);
      jvm.kill();
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(128 + 9);
    }
  }

  @Test
  void doesNothingWhilePaused() {
    try (ChildJvm jvm = ChildJvm.start(SleeperMain.class)) {
      jvm.awaitOutput("ready", PATIENCE);
      jvm.pause();
      jvm.terminate();
      assertThat(jvm.awaitExit(Duration.ofMillis(300))).isEmpty();
      jvm.resume();
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(128 + 15);
    }
  }

  @Test
  void takesOptionsAndVariables() {
    try (ChildJvm jvm =
        ChildJvm.start(
            List.of("-Dasked=option"), Map.of("ASKED", "variable"), EchoMain.class, "argument")) {
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(0);
      assertThat(jvm.isAlive()).isFalse();
      assertThat(jvm.output()).contains("option variable argument");
    }
  }

  @Test
  void showsWhatWasPrintedInsteadOfTheExpected() {
    try (ChildJvm jvm = ChildJvm.start(OrphanMain.class)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> jvm.awaitOutput("something else", PATIENCE))
          .withMessageContaining("server=");
    }
  }

  private static long serverOf(ChildJvm jvm) {
    Matcher printed = SERVER.matcher(jvm.output());
    assertThat(printed.find()).isTrue();
    return Long.parseLong(printed.group(1));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
