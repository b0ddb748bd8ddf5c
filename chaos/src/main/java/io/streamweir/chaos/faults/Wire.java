package io.streamweir.chaos.faults;

import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.feature.window.WindowScripts;
import io.streamweir.testkit.TcpProxy;
import java.util.function.Predicate;

/** Recognises a worker's commands as they pass through a proxy. */
final class Wire {
  private Wire() {}

  /** A read of new entries. */
  static Predicate<byte[]> read() {
    return TcpProxy.containing("XREADGROUP");
  }

  /** A settlement at a stage that keeps no order. */
  static Predicate<byte[]> settlement() {
    return SettleScript.digests().stream()
        .map(TcpProxy::containing)
        .reduce(Predicate::or)
        .orElseThrow();
  }

  /** The closing of spans of a window. */
  static Predicate<byte[]> closing() {
    return TcpProxy.containing(WindowScripts.closingDigest());
  }
}
