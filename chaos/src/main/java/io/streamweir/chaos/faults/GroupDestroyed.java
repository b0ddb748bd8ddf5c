package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import io.streamweir.internal.entry.Keys;

/**
 * Somebody destroys a consumer group, and with it the knowledge of what was settled: entries that
 * are still in the stream are handled again.
 */
final class GroupDestroyed implements Fault {
  @Override
  public String name() {
    return "group-destroyed";
  }

  @Override
  public String how() {
    return "XGROUP DESTROY of a stage's group under load: nothing is lost; entries that were"
        + " settled and not trimmed yet are handled again, and no others";
  }

  @Override
  public void strike(Field field, Extent extent) {
    Vandal vandal = new Vandal();
    field.allow(Allowance.repeating(job -> vandal.met(job.job().jobId())));
    for (int round = 0; round < extent.of(2, 8); round++) {
      String inbox = field.inbox(round % 2 == 0 ? "work" : "total");
      vandal.strike(field, inbox, "XGROUP", "DESTROY", inbox, Keys.GROUP);
    }
  }
}
