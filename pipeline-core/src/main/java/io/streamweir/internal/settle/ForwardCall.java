package io.streamweir.internal.settle;

import io.streamweir.internal.entry.RepeatedNumber;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Script;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call of {@code forward.lua}, as its header lists keys and arguments. */
final class ForwardCall {
  private static final Script SCRIPT = new Script("settle/forward");

  private final SettleTarget target;
  private final List<Settlement> batch;
  private final int to;
  private final boolean lengthWanted;

  private ForwardCall(SettleTarget target, List<Settlement> batch, int to, boolean lengthWanted) {
    this.target = target;
    this.batch = batch;
    this.to = to;
    this.lengthWanted = lengthWanted;
  }

  /**
   * The call that settles this batch; null where it does something else than to forward all entries
   * to one stage.
   */
  static @Nullable ForwardCall of(
      SettleTarget target, List<Settlement> batch, boolean lengthWanted) {
    int to = batch.isEmpty() ? -1 : batch.get(0).onlyForward();
    for (int i = 1; i < batch.size() && to >= 0; i++) {
      to = batch.get(i).onlyForward() == to ? to : -1;
    }
    return to < 0 ? null : new ForwardCall(target, batch, to, lengthWanted);
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

  /** The lengths of the stage's targets, of which the call has asked for one or for none. */
  List<Long> lengths(long length) {
    if (!lengthWanted) {
      return List.of();
    }
    if (target.targetInboxes.size() == 1) {
      return List.of(length);
    }
    List<Long> lengths =
        new ArrayList<>(Collections.nCopies(target.targetInboxes.size(), SettleScript.NOT_ASKED));
    lengths.set(to, length);
    return lengths;
  }

  Call args() {
    Call call = Call.args().addKey(target.inbox).addKey(target.targetInboxes.get(to));
    call.add(target.group).add(target.consumer).add(lengthWanted ? 1 : 0);
    RepeatedNumber times = new RepeatedNumber();
    for (Settlement settlement : batch) {
      call.add(settlement.entryId());
      Objects.requireNonNull(settlement.plainForward()).entry().addPlain(call, times);
    }
    return call;
  }
}
