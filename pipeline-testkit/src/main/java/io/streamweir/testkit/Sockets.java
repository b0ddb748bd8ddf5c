package io.streamweir.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/** Ways to end a connection that never fail. */
final class Sockets {
  private Sockets() {}

  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is all that was wanted.
    }
  }

  /** Closes so that the other side sees a reset. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
    close(socket);
  }
}
