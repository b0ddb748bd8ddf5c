package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.testkit.TcpProxy;
import java.time.Duration;

/** All ways to the server are cut at once. */
final class ConnectionsCut implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "connections-cut";
  }

  @Override
  public String how() {
    return "proxies close all connections of workers and producer at once, over and over";
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(4, 20); round++) {
      field.site().proxies().forEach(TcpProxy::cut);
      field.measured("progress after a cut", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(field.between(Duration.ZERO, Duration.ofMillis(700)));
    }
  }
}
