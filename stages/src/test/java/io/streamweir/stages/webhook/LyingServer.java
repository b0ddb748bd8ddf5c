package io.streamweir.stages.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a real socket that reads a request and then does whatever it is told to. */
final class LyingServer implements AutoCloseable {
  private final ServerSocket server;
  private final Lie lie;
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final Queue<String> heads = new ConcurrentLinkedQueue<>();

  /** What it does once it has read the head of a request; the connection is closed afterwards. */
  @FunctionalInterface
  interface Lie {
    void tell(Socket client) throws Exception;
  }

  private LyingServer(ServerSocket server, Lie lie) {
    this.server = server;
    this.lie = lie;
  }

  static LyingServer telling(Lie lie) {
    try {
      LyingServer server =
          new LyingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), lie);
      start(server::acceptAll);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes this, a bar standing for the end of a line, and closes the connection. */
  static LyingServer saying(String text) {
    return telling(client -> say(client, text));
  }

  static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.replace("|", "\r\n").getBytes(ISO_8859_1));
    client.getOutputStream().flush();
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** The heads of the requests that came, in order. */
  Queue<String> heads() {
    return heads;
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        connections.incrementAndGet();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      heads.add(head(client.getInputStream()));
      lie.tell(client);
    } catch (Exception e) {
      // The other side has had enough.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "lying-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
