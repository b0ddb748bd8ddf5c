package io.streamweir.http.core;

import java.util.function.Consumer;

/** Where a stream of events goes: what a server offers. No call waits. */
public interface EventWire {
  /**
   * Writes these bytes; the next call comes only behind {@code done}.
   *
   * @param done told true when they are written, and false where the client has gone away
   */
  void write(byte[] bytes, Consumer<Boolean> done);

  /** Ends the answer well. */
  void end();

  /** Cuts the connection. */
  void abort();
}
