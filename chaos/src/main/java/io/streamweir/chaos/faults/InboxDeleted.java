package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.rig.Field;

/** Somebody deletes an inbox: what was in it is gone, and nothing else. */
final class InboxDeleted implements Fault {
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
    for (int round = 0; round < extent.of(2, 8); round++) {
      String inbox = field.inbox(round % 2 == 0 ? "work" : "split");
      vandal.strike(field, inbox, "DEL", inbox);
    }
  }
}
