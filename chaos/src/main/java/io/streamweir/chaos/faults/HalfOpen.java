package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import io.streamweir.testkit.TcpProxy;
import java.time.Duration;

/** Connections stay open and nothing passes. */
final class HalfOpen implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "half-open";
  }

  @Override
  public String how() {
    return "proxies hold everything, also the news that a side has closed: for 4 s, in the long"
        + " form for a minute";
  }

  @Override
  public void strike(Field field, Extent extent) {
    field.site().proxies().forEach(TcpProxy::stall);
    Waiting.pause(extent.ofSeconds(4, 60));
    field.site().proxies().forEach(TcpProxy::resume);
    field.measured("progress after it", field.awaitProgress("work went on"), BOUND);
  }
}
