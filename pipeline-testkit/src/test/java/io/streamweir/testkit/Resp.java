package io.streamweir.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A client that does nothing by itself, no reconnect and no retry: the first line of each reply.
 */
final class Resp implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader replies;

  Resp(String host, int port) throws IOException {
    socket = new Socket(host, port);
    socket.setSoTimeout(10_000);
    replies =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Connects, with the password that the URI holds. */
  static Resp to(URI uri) throws IOException {
    Resp resp = new Resp(uri.getHost(), uri.getPort());
    if (uri.getUserInfo() != null) {
      resp.ask("AUTH " + uri.getUserInfo().replace(':', ' '));
    }
    return resp;
  }

  String ask(String command) throws IOException {
    send(command);
    return replies.readLine();
  }

  void send(String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The next reply, null at the end of the connection. */
  String reply() throws IOException {
    return replies.readLine();
  }

  /** The next reply; fails with a SocketTimeoutException where none comes in time. */
  String replyWithin(Duration patience) throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    try {
      return replies.readLine();
    } finally {
      socket.setSoTimeout(10_000);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
