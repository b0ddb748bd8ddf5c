package io.streamweir.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Asks a port whether a Redis server answers there, with inline commands over a bare socket, so
 * that nothing is cached and a server with a password counts too.
 */
final class Liveness {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final int REPLY_LIMIT = 8_192;

  private Liveness() {}

  /** Whether a server that has loaded its data answers. */
  static boolean answers(String host, int port) {
    return ask(host, port, "PING\r\n", reply -> reply.startsWith("+PONG\r\n"));
  }

  /** The same, and it is the process that was started, not another that took the port first. */
  static boolean answers(String host, int port, long pid) {
    String sign = "process_id:" + pid + "\r\n";
    return ask(
        host,
        port,
        "PING\r\nINFO server\r\n",
        reply -> reply.startsWith("+PONG\r\n") && reply.contains(sign));
  }

  private static boolean ask(String host, int port, String request, Predicate<String> expected) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return replies(socket.getInputStream(), expected);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean replies(InputStream in, Predicate<String> expected) throws IOException {
    StringBuilder reply = new StringBuilder();
    byte[] buffer = new byte[REPLY_LIMIT];
    int length = 0;
    while (length >= 0 && reply.length() < REPLY_LIMIT) {
      reply.append(new String(buffer, 0, length, StandardCharsets.US_ASCII));
      if (expected.test(reply.toString()) || reply.indexOf("-NOAUTH") == 0) {
        return true;
      }
      length = in.read(buffer);
    }
    return false;
  }
}
