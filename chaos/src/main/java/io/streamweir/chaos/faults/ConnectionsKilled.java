package io.streamweir.chaos.faults;

import io.lettuce.core.KillArgs;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** The server closes all connections. */
final class ConnectionsKilled implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "connections-killed";
  }

  @Override
  public String how() {
    return "CLIENT KILL of every connection, over and over";
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(3, 20); round++) {
      field.site().redis().clientKill(KillArgs.Builder.typeNormal().skipme());
      field.site().redis().clientKill(KillArgs.Builder.typePubsub());
      field.measured("progress after CLIENT KILL", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(field.between(Duration.ZERO, Duration.ofMillis(700)));
    }
  }
}
