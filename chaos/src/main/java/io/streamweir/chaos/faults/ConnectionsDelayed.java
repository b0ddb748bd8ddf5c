package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** Everything takes seconds on its way. */
final class ConnectionsDelayed implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "connections-delayed";
  }

  @Override
  public String how() {
    return "proxies hold every chunk for 1 s, in the long form also for 4 s, which is beyond the"
        + " command timeout both ways";
  }

  @Override
  public void strike(Field field, Extent extent) {
    delay(field, Duration.ofSeconds(1), extent.ofSeconds(4, 15));
    if (extent == Extent.LONG) {
      delay(field, Duration.ofSeconds(4), Duration.ofSeconds(30));
    }
  }

  private static void delay(Field field, Duration delay, Duration length) {
    field.site().proxies().forEach(proxy -> proxy.delay(delay));
    Waiting.pause(length);
    field.site().proxies().forEach(proxy -> proxy.delay(Duration.ZERO));
    field.measured(
        "progress after a delay of " + delay.toSeconds() + " s",
        field.awaitProgress("work went on"),
        BOUND);
  }
}
