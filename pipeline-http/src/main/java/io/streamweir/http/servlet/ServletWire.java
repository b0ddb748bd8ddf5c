package io.streamweir.http.servlet;

import io.streamweir.http.core.EventWire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A servlet's answer, written without waiting for the client: a step is taken when the container
 * says that it takes more. Thread-safe.
 */
final class ServletWire implements EventWire, WriteListener {
  private static final byte[] NOTHING = {};

  private final AsyncContext async;
  private final ServletOutputStream out;
  private Step next = Step.NONE;
  private byte[] piece = NOTHING;
  private Consumer<Boolean> done = well -> {};
  private boolean possible; // since the container said so, and has not taken that back
  private boolean running; // a thread takes steps, and sees what others leave to it
  private boolean ending;
  private boolean over;

  /** What is to be done when the container takes more. */
  private enum Step {
    NONE,
    WRITE,
    FLUSH,
    TELL
  }

  private ServletWire(AsyncContext async, ServletOutputStream out) {
    this.async = async;
    this.out = out;
  }

  /** The wire of a request that is asynchronous. */
  static ServletWire open(AsyncContext async, ServletOutputStream out) {
    ServletWire wire = new ServletWire(async, out);
    out.setWriteListener(wire);
    return wire;
  }

  @Override
  public void write(byte[] bytes, Consumer<Boolean> done) {
    boolean late;
    synchronized (this) {
      late = over;
      this.piece = bytes;
      this.done = done;
      this.next = Step.WRITE;
    }
    if (late) {
      done.accept(false);
    } else {
      run();
    }
  }

  @Override
  public void end() {
    synchronized (this) {
      ending = true;
    }
    run();
  }

  /** A servlet cannot cut a connection: the answer ends. */
  @Override
  public void abort() {
    synchronized (this) {
      over = true;
    }
    AnswerWriter.complete(async);
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      possible = true;
    }
    run();
  }

  @Override
  public void onError(Throwable thrown) {
    fail();
  }

  private void fail() {
    Consumer<Boolean> told;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      told = next == Step.NONE ? well -> {} : done;
    }
    told.accept(false);
    AnswerWriter.complete(async);
  }

  /** Takes steps until the container takes no more, or there are none. */
  private void run() {
    synchronized (this) {
      if (running) {
        return;
      }
      running = true;
    }
    try {
      for (Consumer<Boolean> told = steps(); told != null; told = steps()) {
        told.accept(true);
      }
    } catch (IOException | IllegalStateException e) {
      fail();
    }
  }

  /** The one who waits for the end of a write; null where nothing can be done now. */
  private synchronized @Nullable Consumer<Boolean> steps() throws IOException {
    running = true;
    while (!over && possible && (next != Step.NONE || ending)) {
      if (!out.isReady()) {
        possible = false; // the container calls again
        break;
      }
      Step now = next;
      next = now == Step.WRITE ? Step.FLUSH : now == Step.FLUSH ? Step.TELL : Step.NONE;
      switch (now) {
        case WRITE -> out.write(piece);
        case FLUSH -> out.flush();
        case TELL -> {
          return done;
        }
        case NONE -> {
          over = true;
          AnswerWriter.complete(async);
        }
      }
    }
    running = false;
    return null;
  }
}
