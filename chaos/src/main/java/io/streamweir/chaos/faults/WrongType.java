package io.streamweir.chaos.faults;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** Somebody puts a string where an inbox belongs. */
final class WrongType implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);
  private static final Duration SAID_WITHIN = Duration.ofSeconds(10);

  /** In one step: what a worker puts into a new inbox in between would be overwritten. */
  private static final String PUT_IN_THE_WAY =
      """
      redis.call('RENAME', KEYS[1], KEYS[2])
      return redis.call('SET', KEYS[1], 'in the way')
      """;

  @Override
  public String name() {
    return "wrong-type";
  }

  @Override
  public String how() {
    return "an inbox renamed away and a string put in its place, later renamed back: doctor and"
        + " workers say what is wrong, and work goes on by itself";
  }

  @Override
  public void strike(Field field, Extent extent) {
    String inbox = field.inbox("work");
    String aside = inbox + ":aside";
    field.site().redis().eval(PUT_IN_THE_WAY, ScriptOutputType.STATUS, inbox, aside);
    String complaint = inbox + " holds a string where a stream belongs";
    field.expect(
        "doctor says '" + complaint + "'",
        field.findings().stream().anyMatch(f -> !f.healthy() && f.what().contains(complaint)));
    field.expect(
        "a worker says so",
        Waiting.until(SAID_WITHIN, () -> field.workers().output().contains(complaint)).isPresent());
    Waiting.pause(extent.ofSeconds(1, 10));
    field.site().redis().rename(aside, inbox);
    field.measured(
        "progress after it was renamed back", field.awaitProgress("work went on"), BOUND);
  }
}
