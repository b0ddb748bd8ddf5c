package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** The server dies and comes back with everything that it has answered. */
final class ServerKilled implements Fault {
  static final Duration BOUND = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "server-killed";
  }

  @Override
  public String how() {
    return "kill -9 of the server with appendonly yes, appendfsync always, and a restart";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withServer("--appendonly yes", "--appendfsync always");
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(2, 6); round++) {
      field.site().server().kill();
      Waiting.pause(field.between(Duration.ZERO, extent.ofSeconds(1, 8)));
      field.site().server().restart();
      field.measured(
          "progress after the server was ready", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(Duration.ofMillis(500));
    }
  }
}
