package io.streamweir.testkit;

import io.streamweir.testkit.ExpectedRequest.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** One client's connection through the proxy: a thread copies what it asks, another the replies. */
final class ProxiedConnection {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Socket client;
  private final Socket server;
  private final Traffic traffic;
  private final Consumer<ProxiedConnection> onClose;
  private final Object replyGate = new Object();
  private final List<ExpectedRequest> unanswered = new ArrayList<>();
  private volatile boolean open = true;

  ProxiedConnection(
      Socket client, Socket server, Traffic traffic, Consumer<ProxiedConnection> onClose) {
    this.client = client;
    this.server = server;
    this.traffic = traffic;
    this.onClose = onClose;
  }

  void start() throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    Daemon.start(
        "proxy-requests-" + client.getPort(),
        () -> copy(client, traffic.requests, this::forwardRequest));
    Daemon.start(
        "proxy-replies-" + client.getPort(),
        () -> copy(server, traffic.replies, this::forwardReply));
  }

  void close() {
    open = false;
    Sockets.close(client);
    Sockets.close(server);
    onClose.accept(this);
    traffic.connectionClosed();
  }

  private void copy(Socket from, Traffic.Pace pace, ChunkTarget to) {
    try {
      copyUntilEnd(from.getInputStream(), pace, to);
    } catch (IOException e) {
      // One side is gone, so the other goes too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void copyUntilEnd(InputStream in, Traffic.Pace pace, ChunkTarget to)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[CHUNK_BYTES];
    int length;
    do {
      length = readOrEnd(in, buffer);
      traffic.carry(length, pace, () -> open);
      traffic.pass(() -> open);
      if (length > 0) {
        to.forward(Arrays.copyOf(buffer, length));
      }
    } while (length >= 0);
  }

  /** A reset counts as an end, so that a stall holds the news of it back. */
  private static int readOrEnd(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }

  private void forwardRequest(byte[] chunk) throws IOException {
    List<ExpectedRequest> arrived = traffic.arrived(chunk);
    if (arrived.isEmpty()) {
      send(chunk);
      return;
    }
    act(arrived, Moment.BEFORE);
    synchronized (replyGate) {
      send(chunk);
      act(arrived, Moment.AFTER);
      arrived.stream().filter(e -> e.moment() == Moment.ANSWERED).forEach(unanswered::add);
    }
  }

  private static void act(List<ExpectedRequest> arrived, Moment moment) {
    arrived.stream().filter(e -> e.moment() == moment).forEach(ExpectedRequest::act);
  }

  private void send(byte[] request) throws IOException {
    if (!traffic.dropsRequests()) {
      server.getOutputStream().write(request);
    }
  }

  private void forwardReply(byte[] chunk) throws IOException {
    synchronized (replyGate) {
      if (!traffic.dropsReplies()) {
        client.getOutputStream().write(chunk);
        unanswered.forEach(ExpectedRequest::act);
        unanswered.clear();
      }
    }
  }

  @FunctionalInterface
  private interface ChunkTarget {
    void forward(byte[] chunk) throws IOException;
  }
}
