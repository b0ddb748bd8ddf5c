package io.streamweir.chaos.faults;

import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Setup;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/**
 * The server's memory is full while work is delayed, and stays full until all of it has drained.
 */
final class ServerFullOfDelayed implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final int MOST_DRAINED_SECONDS = 20;

  @Override
  public String name() {
    return "server-full-of-delayed";
  }

  @Override
  public String how() {
    return "maxmemory with noeviction set below what is used while jobs are delayed, windows open"
        + " and splits under way, and released when all of it has drained";
  }

  @Override
  public Setup setup(Setup usual, Extent extent) {
    return usual.withServer("--maxmemory-policy noeviction");
  }

  @Override
  public void strike(Field field, Extent extent) {
    for (int round = 0; round < extent.of(1, 4); round++) {
      Waiting.require("entries were delayed", Duration.ofSeconds(20), () -> field.delayed() > 0);
      field.site().redis().configSet("maxmemory", "1");
      field.note(field.delayed() + " entries were delayed when it was full");
      field.measured(
          "drained while it was full",
          field.awaitQuiet("all that was there drained while it was full"),
          Duration.ofSeconds(MOST_DRAINED_SECONDS));
      field.site().redis().configSet("maxmemory", "0");
      field.measured("progress after it was released", field.awaitProgress("work went on"), BOUND);
      Waiting.pause(extent.ofSeconds(1, 5));
    }
  }
}
