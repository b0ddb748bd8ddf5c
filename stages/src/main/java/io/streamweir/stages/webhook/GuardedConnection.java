package io.streamweir.stages.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the client to the {@link EgressGuard}, and the one to the target that it leads
 * to: reads what is asked for, has the name resolved and checked, connects, moves bytes. All of it
 * on the guard's thread.
 */
final class GuardedConnection {
  private static final int CHUNK = 16 * 1024;
  private static final int MOST_HEAD = 64 * 1024;

  /** Keeps an endless head of an answer from the client's memory; bodies are bounded by it. */
  private static final long MOST_ANSWER = 1024 * 1024;

  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final EgressGuard guard;
  private final SocketChannel client;
  private final SelectionKey clientKey;
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
  private final Deque<InetAddress> addresses = new ArrayDeque<>();
  private ByteBuffer head = ByteBuffer.allocate(2 * 1024);
  private @Nullable ProxyRequest request;
  private @Nullable SocketChannel target;
  private @Nullable SelectionKey targetKey;
  private ByteBuffer up = ByteBuffer.allocate(0); // on its way to the target
  private ByteBuffer down = ByteBuffer.allocate(0); // on its way to the client
  private boolean ended; // the target has said all
  private long answered; // bytes since the client said something
  private long deadline = System.nanoTime() + IDLE_NANOS;

  private GuardedConnection(EgressGuard guard, SocketChannel client) throws IOException {
    this.guard = guard;
    this.client = client;
    client.configureBlocking(false);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.clientKey = guard.register(client, SelectionKey.OP_READ, this::ready);
  }

  static GuardedConnection begin(EgressGuard guard, SocketChannel client) throws IOException {
    return new GuardedConnection(guard, client);
  }

  private void ready() {
    try {
      if (request == null) {
        readHead();
      } else if (target != null && target.isConnectionPending()) {
        finishConnect(target);
      } else if (target != null) {
        relay(target);
      }
    } catch (IOException | RuntimeException e) { // the client sees that it is cut
      close();
    }
  }

  /** Ends what takes too long. */
  void tick() {
    if (System.nanoTime() - deadline > 0) {
      if (target != null && target.isConnectionPending()) {
        failed("no connection within the connect timeout");
      } else if (request != null && target == null) {
        end(false, "its name was not resolved within the connect timeout");
      } else {
        close();
      }
    }
  }

  private void readHead() throws IOException {
    if (client.read(head) < 0) {
      close();
      return;
    }
    ProxyRequest read = ProxyRequest.read(head);
    if (read != null) {
      request = read;
      guard.tunnels().opened(read.tag());
      clientKey.interestOps(0);
      deadline = System.nanoTime() + guard.connectNanos();
      guard.resolve(read.host(), this::resolved);
    } else if (!head.hasRemaining()) {
      if (head.capacity() >= MOST_HEAD) {
        close();
        return;
      }
      head = ByteBuffer.allocate(2 * head.capacity()).put(head.flip());
    }
  }

  private void resolved(EgressGuard.Resolved resolved) {
    if (!clientKey.isValid()) {
      return; // closed meanwhile
    }
    if (resolved.addresses().isEmpty()) {
      end(resolved.refused(), resolved.problem());
    } else {
      addresses.addAll(resolved.addresses());
      connectNext("");
    }
  }

  /** Tries the next address, of which each gets its share of the time. */
  private void connectNext(String problem) {
    InetAddress address = addresses.poll();
    if (address == null || request == null) {
      end(false, problem);
      return;
    }
    try {
      SocketChannel next = SocketChannel.open();
      target = next;
      next.configureBlocking(false);
      next.setOption(StandardSocketOptions.TCP_NODELAY, true);
      targetKey = guard.register(next, SelectionKey.OP_CONNECT, this::ready);
      deadline = System.nanoTime() + guard.connectNanos() / (addresses.size() + 1);
      if (next.connect(new InetSocketAddress(address, request.port()))) {
        connected();
      }
    } catch (IOException | RuntimeException e) { // such as an unsupported kind of address
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void finishConnect(SocketChannel connecting) {
    try {
      if (connecting.finishConnect()) {
        connected();
      }
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()));
    }
  }

  private void failed(String problem) {
    if (target != null) {
      EgressGuard.closeQuietly(target);
    }
    connectNext(problem);
  }

  private void connected() {
    ProxyRequest asked = request;
    if (asked == null) {
      throw new IllegalStateException("connected before anything was asked for");
    }
    down = asked.accepted();
    up = asked.onward();
    deadline = System.nanoTime() + IDLE_NANOS;
    updateInterest();
  }

  private void relay(SocketChannel to) throws IOException {
    if (!up.hasRemaining()) {
      readClient();
    }
    if (!down.hasRemaining() && !ended) {
      readTarget(to);
    }
    to.write(up);
    client.write(down);
    if (ended && !down.hasRemaining()) {
      close();
    } else {
      updateInterest();
    }
  }

  private void readClient() throws IOException {
    int read = client.read(chunk.clear());
    if (read < 0) {
      close();
      throw new IOException("the client has gone");
    }
    if (read > 0) {
      if (request == null || !request.allows(read)) {
        throw new IOException("more than one request on a connection to one target");
      }
      up = copy();
      answered = 0;
      deadline = System.nanoTime() + IDLE_NANOS;
    }
  }

  private void readTarget(SocketChannel from) throws IOException {
    int read = from.read(chunk.clear());
    if (read < 0) {
      ended = true;
    } else if (read > 0 && request != null) {
      answered += read;
      if (answered > MOST_ANSWER) {
        guard.note(request.authority(), false, "it answered with more than 1 MiB");
        throw new IOException("too much of an answer");
      }
      down = request.passBack(copy());
      deadline = System.nanoTime() + IDLE_NANOS;
    }
  }

  private ByteBuffer copy() {
    chunk.flip();
    return ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
  }

  private void updateInterest() {
    int read = SelectionKey.OP_READ;
    int write = SelectionKey.OP_WRITE;
    if (clientKey.isValid() && targetKey != null && targetKey.isValid()) {
      clientKey.interestOps((up.hasRemaining() ? 0 : read) | (down.hasRemaining() ? write : 0));
      targetKey.interestOps(
          (down.hasRemaining() || ended ? 0 : read) | (up.hasRemaining() ? write : 0));
    }
  }

  private void end(boolean refused, String problem) {
    if (request != null) {
      guard.note(request.authority(), refused, problem);
    }
    close();
  }

  void close() {
    EgressGuard.closeQuietly(client);
    if (target != null) {
      EgressGuard.closeQuietly(target);
    }
    guard.forget(this);
  }
}
