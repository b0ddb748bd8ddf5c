package io.streamweir.http.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Closes connections on which no request arrives in time, whether a client keeps one open, sends
 * half of a request or sends it byte by byte. If there are too many, the one that has been without
 * a request for longest goes first, so that such clients keep nobody out.
 */
final class Connections implements Connection.Listener {
  private final int most;
  private final long arrivalNanos;
  private final Map<Connection, State> open = new ConcurrentHashMap<>();

  /** What is known of a connection. */
  private static final class State {
    private volatile boolean busy;
    private volatile long idleSince = System.nanoTime();
  }

  Connections(int most, Duration arrivalTime) {
    this.most = most;
    this.arrivalNanos = arrivalTime.toNanos();
  }

  @Override
  public void onOpened(Connection connection) {
    open.put(connection, new State());
    if (open.size() > most) {
      makeRoom();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  /** A request has arrived, without its body. */
  void begin(Connection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.busy = true;
    }
  }

  /** The request is answered. */
  void end(Connection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.idleSince = System.nanoTime();
      state.busy = false;
    }
  }

  /** If all others are busy, the new connection is the one that goes. */
  private void makeRoom() {
    open.entrySet().stream()
        .filter(each -> !each.getValue().busy)
        .min(Comparator.comparingLong(each -> each.getValue().idleSince - System.nanoTime()))
        .ifPresent(each -> each.getKey().getEndPoint().close());
  }

  /** Closes those on which no request has arrived in time. */
  void sweep() {
    long now = System.nanoTime();
    open.forEach(
        (connection, state) -> {
          if (!state.busy && now - state.idleSince > arrivalNanos) {
            connection.getEndPoint().close();
          }
        });
  }
}
