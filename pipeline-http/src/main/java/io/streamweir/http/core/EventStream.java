package io.streamweir.http.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One open stream of events. Keeps what the client has not taken yet, up to a bound, and writes one
 * piece at a time. Thread-safe.
 */
final class EventStream implements EventSink {
  private static final int MOST_BYTES = 1 << 20;
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final EventWire wire;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(0);
  private final List<Runnable> whenEnded = new ArrayList<>();
  private boolean writing;
  private boolean ending; // nothing is taken any more
  private boolean ended; // nothing is written any more
  private long lastWrite = System.nanoTime();
  private long bytes;

  EventStream(EventWire wire) {
    this.wire = wire;
  }

  /** Has the head of the answer sent, so that the client knows before the first event. */
  void open() {
    send(new byte[0]);
  }

  @Override
  public boolean send(Event event) {
    return send(event.bytes());
  }

  private boolean send(byte[] piece) {
    byte[] now;
    synchronized (this) {
      if (ending) {
        return false;
      }
      if (writing && waiting.size() + piece.length > MOST_BYTES) {
        ending = true; // the client reads too slowly
        now = null;
      } else if (writing) {
        waiting.writeBytes(piece);
        return true;
      } else {
        writing = true;
        now = piece;
      }
    }
    if (now == null) {
      broken();
      return false;
    }
    write(now);
    return true;
  }

  private void write(byte[] piece) {
    synchronized (this) {
      lastWrite = System.nanoTime();
      bytes += piece.length;
    }
    wire.write(piece, this::written);
  }

  /** One piece is written, or could not be. */
  private void written(boolean well) {
    if (!well) {
      broken();
      return;
    }
    byte[] next = next();
    if (next != null) {
      write(next);
    } else if (over()) {
      wire.end();
      finish();
    }
  }

  private synchronized byte @Nullable [] next() {
    if (ended || waiting.size() == 0) {
      writing = false;
      return null;
    }
    byte[] next = waiting.toByteArray();
    waiting.reset();
    return next;
  }

  private synchronized boolean over() {
    return ending && !ended;
  }

  @Override
  public void end() {
    synchronized (this) {
      if (ending) {
        return;
      }
      ending = true;
      if (writing) {
        return; // the write under way ends it
      }
    }
    wire.end();
    finish();
  }

  /** Ends the stream without waiting for the client. */
  void broken() {
    synchronized (this) {
      ending = true;
      if (ended) {
        return;
      }
    }
    wire.abort();
    finish();
  }

  private void finish() {
    List<Runnable> then;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      waiting.reset();
      then = List.copyOf(whenEnded);
    }
    then.forEach(Runnable::run);
  }

  @Override
  public synchronized boolean ended() {
    return ending;
  }

  @Override
  public void onEnd(Runnable then) {
    synchronized (this) {
      if (!ended) {
        whenEnded.add(then);
        return;
      }
    }
    then.run();
  }

  /**
   * Sends a comment where nothing was sent for this long, and gives up a client that has taken
   * nothing for twice as long.
   */
  void beat(long idleNanos) {
    long idle;
    boolean stuck;
    synchronized (this) {
      idle = System.nanoTime() - lastWrite;
      stuck = writing;
    }
    if (stuck && idle > 2 * idleNanos) {
      broken();
    } else if (!stuck && idle >= idleNanos) {
      send(HEARTBEAT);
    }
  }

  /** How many bytes were written. */
  synchronized long bytes() {
    return bytes;
  }
}
