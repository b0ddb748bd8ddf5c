package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;
import java.util.List;

/** Somebody deletes an inbox: what was in it is gone, and nothing else. */
final class InboxDeleted implements Fault {
  /** The second one keeps the order of keys. */
  private static final List<String> STAGES = List.of("work", "line", "split");

  @Override
  public String name() {
    return "inbox-deleted";
  }

  @Override
  public String how() {
    return "DEL of an inbox under load: what was in it is lost, and no other job";
  }

  @Override
  public void strike(Field field, Extent extent) {
    Vandal vandal = new Vandal();
    field.allow(Allowance.losing(job -> vandal.met(job.job().jobId())));
    for (int round = 0; round < extent.of(3, 9); round++) {
      String inbox = field.inbox(STAGES.get(round % STAGES.size()));
      vandal.strike(field, inbox, "DEL", inbox);
    }
  }
}
