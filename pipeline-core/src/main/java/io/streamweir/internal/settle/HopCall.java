package io.streamweir.internal.settle;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Script;
import java.util.List;

/** One call of {@code hop.lua}, as its header lists keys and arguments. */
final class HopCall {
  private static final Script HOP = Script.named("settle", "settle/runs", "settle/hop");
  private static final Script COUNTING =
      Script.named("settle", "settle/counters", "settle/runs", "settle/hop");

  private final SettleTarget target;
  private final List<Settlement> batch;
  private final CounterPart counters = new CounterPart();

  HopCall(SettleTarget target, List<Settlement> batch) {
    this.target = target;
    this.batch = batch;
    for (int i = 0; i < batch.size(); i++) {
      for (Effect effect : batch.get(i).effects()) {
        if (effect instanceof ChangeCounters change) {
          counters.add(i + 1, change.counts());
        }
      }
    }
  }

  /** By what these calls are known on the wire. */
  static List<String> digests() {
    return List.of(HOP.digest(), COUNTING.digest());
  }

  static Needs needs() {
    return COUNTING.needs();
  }

  Script script() {
    return counters.isEmpty() ? HOP : COUNTING;
  }

  /** The counter of this number, from 1, for messages. */
  String counterName(int number) {
    return counters.name(number);
  }

  Call args() {
    Call call = Call.args().addKey(target.inbox);
    target.targetInboxes.forEach(call::addKey);
    counters.groups().forEach(group -> call.addKey(target.state(group)));
    call.add(target.group).add(target.handedBack).add(target.targetInboxes.size());
    Runs.of(
        batch,
        new Runs.Taker() {
          @Override
          public void forwards(int to, List<Settlement> run) {
            Runs.addForwards(call, to, run);
          }

          @Override
          public void ends(List<Settlement> run) {
            Runs.addEnds(call, run);
          }

          @Override
          public void entry(Settlement settlement) {
            throw new IllegalStateException(settlement + " is no hop");
          }
        });
    if (!counters.isEmpty()) {
      call.add("C").add(counters.length());
      int first = 2 + target.targetInboxes.size();
      counters.addTo(call, group -> call.add(first + group));
    }
    return call;
  }
}
