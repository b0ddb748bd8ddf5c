package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Wire;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection for reads that wait, to the server that holds a key. If that server fails, or the
 * key moves to another, a read fails and the next one connects to the right server. One read at a
 * time may wait. Thread-safe.
 */
final class ReadConnection {
  private final RedisLink link;
  private final String key;
  private final Object connecting = new Object(); // no I/O thread may wait for a connect
  private volatile @Nullable Wire wire;
  private volatile @Nullable AtomicBoolean waiting; // true once the server was told to end the wait

  /** Connects at the first read. */
  ReadConnection(RedisLink link, String key) {
    this.link = link;
    this.key = key;
  }

  /**
   * Connects where there is no connection; may block.
   *
   * @throws RuntimeException where that fails
   */
  Wire connect() {
    Wire current = wire;
    if (current != null) {
      return current;
    }
    synchronized (connecting) {
      current = wire;
      if (current == null) {
        current = link.connector().connectTo(key);
        current.learnClientId();
        wire = current;
      }
      return current;
    }
  }

  /** Sends a command; connects before, where there is no connection. */
  <T> CompletableFuture<T> send(Command command, Reply<T> reply, Call args, boolean waits) {
    try {
      return send(connect(), command, reply, args, waits);
    } catch (RuntimeException e) {
      link.connector().lookAgain();
      return CompletableFuture.failedFuture(Wire.failed(e));
    }
  }

  /** The same, but fails where there is no connection, and never blocks. */
  <T> CompletableFuture<T> sendConnected(
      Command command, Reply<T> reply, Call args, boolean waits) {
    Wire current = wire;
    return current == null
        ? CompletableFuture.failedFuture(
            new RedisCallException(
                RedisCallException.NOT_CONNECTED, "the connection was closed", null))
        : send(current, command, reply, args, waits);
  }

  private <T> CompletableFuture<T> send(
      Wire current, Command command, Reply<T> reply, Call args, boolean waits) {
    AtomicBoolean told = waits ? new AtomicBoolean() : null;
    waiting = told;
    return current
        .send(command, reply, args)
        .whenComplete(
            (answer, thrown) -> {
              if (waiting == told) {
                waiting = null;
              }
              leaveWhereUnfit(current, thrown);
            });
  }

  /**
   * After an answer that cannot be followed by another on the same connection: it is cut, or the
   * key is another server's now.
   */
  private void leaveWhereUnfit(Wire used, @Nullable Throwable thrown) {
    boolean elsewhere = thrown != null && Wire.failed(thrown).elsewhere();
    if (elsewhere) {
      link.connector().lookAgain();
    }
    if (thrown != null && (elsewhere || !used.connected())) {
      drop(used);
    }
  }

  /** Closes the connection; the next read opens another. */
  void reset() {
    drop(wire);
  }

  private synchronized void drop(@Nullable Wire old) {
    if (old != null) {
      old.close();
      wire = wire == old ? null : wire;
    }
  }

  /**
   * Ends a read that waits at the server, as if no entry had come. Tells the server once, however
   * often it is called, and says nothing where no read waits.
   */
  void unblock() {
    Wire current = wire;
    Long id = current == null ? null : current.clientId();
    AtomicBoolean told = waiting;
    if (id != null && told != null && told.compareAndSet(false, true)) {
      Call args = Call.args().add("UNBLOCK").add(id.longValue());
      link.shared()
          .sendToOwner(key, Command.CLIENT, Reply.INTEGER, args)
          .whenComplete(
              (ended, thrown) -> {
                if (thrown != null || ended == 0) {
                  told.set(false); // it came before the read did, or was lost
                }
              });
    }
  }
}
