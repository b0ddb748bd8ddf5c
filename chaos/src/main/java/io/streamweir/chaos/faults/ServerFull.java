package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** The server's memory is full, and then it is not. */
final class ServerFull implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "server-full";
  }

  @Override
  public String how() {
    return "maxmemory with noeviction set below what is used, and released seconds later";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withServer("--maxmemory-policy noeviction");
  }

  @Override
  public void strike(Field field, Extent extent) {
    field.site().redis().configSet("maxmemory", "1");
    long refused = field.producer().acknowledged();
    Waiting.pause(extent.ofSeconds(4, 20));
    field.note(
        (field.producer().acknowledged() - refused) + " submits were taken while it was full");
    field.site().redis().configSet("maxmemory", "0");
    field.measured("progress after it was released", field.awaitProgress("work went on"), BOUND);
  }
}
