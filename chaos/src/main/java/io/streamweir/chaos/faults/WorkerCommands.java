package io.streamweir.chaos.faults;

import io.streamweir.internal.feature.cancel.EndCancelled;
import io.streamweir.internal.feature.dedupe.HoldKey;
import io.streamweir.internal.feature.gather.GatherRule;
import io.streamweir.internal.feature.window.FillRule;
import io.streamweir.internal.feature.window.WindowScripts;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.testkit.TcpProxy;
import java.util.List;
import java.util.function.Predicate;

/** Recognises a worker's commands as they pass through a proxy. */
final class WorkerCommands {
  /** What settlements of the pipelines here may be made of. */
  private static final List<List<String>> EFFECTS =
      List.of(
          List.of("settle/counters", "settle/settle-counters"),
          HoldKey.TEXTS,
          GatherRule.TEXTS,
          FillRule.TEXTS,
          EndCancelled.TEXTS);

  private WorkerCommands() {}

  /** A read of new entries. */
  static Predicate<byte[]> read() {
    return TcpProxy.containing("XREADGROUP");
  }

  /** A settlement at a stage that keeps no order. */
  static Predicate<byte[]> settlement() {
    return SettleScript.digests(EFFECTS).stream()
        .map(TcpProxy::containing)
        .reduce(Predicate::or)
        .orElseThrow();
  }

  /** The closing of spans of a window. */
  static Predicate<byte[]> closing() {
    return TcpProxy.containing(WindowScripts.closingDigest());
  }
}
