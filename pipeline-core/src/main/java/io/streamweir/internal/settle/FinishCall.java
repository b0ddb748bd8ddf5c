package io.streamweir.internal.settle;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Script;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of {@code finish.lua}, as its header lists keys and arguments. */
final class FinishCall {
  private static final Script SCRIPT = new Script("entry/ends", "settle/finish");

  private final SettleTarget target;
  private final List<Settlement> batch;

  private FinishCall(SettleTarget target, List<Settlement> batch) {
    this.target = target;
    this.batch = batch;
  }

  /**
   * The call that settles this batch; null where it does something else than to end jobs with
   * results, or has to do more for them: a log, or lengths of targets.
   */
  static @Nullable FinishCall of(
      SettleTarget target, List<Settlement> batch, boolean lengthWanted) {
    if (batch.isEmpty() || target.keeping.logs()) {
      return null;
    }
    if (lengthWanted && !target.targetInboxes.isEmpty()) {
      return null;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).onlyStore() == null) {
        return null;
      }
    }
    return new FinishCall(target, batch);
  }

  /** By what these calls are known on the wire. */
  static String digest() {
    return SCRIPT.digest();
  }

  static Needs needs() {
    return SCRIPT.needs();
  }

  Script script() {
    return SCRIPT;
  }

  Call args() {
    Call call = Call.args().addKey(target.inbox).addKey(target.results).addKey(target.cancelled);
    for (Settlement settlement : batch) {
      call.addKey(target.keys.result(store(settlement).jobId()));
    }
    call.add(target.group).add(target.consumer).add(target.publish);
    call.add(target.keeping.channels()).add(target.keeping.stored().toMillis());
    for (Settlement settlement : batch) {
      call.add(settlement.entryId()).add(store(settlement).message().bytes());
    }
    return call;
  }

  private static Store store(Settlement settlement) {
    return Objects.requireNonNull(settlement.onlyStore());
  }
}
