package io.streamweir.http.server;

import io.streamweir.http.core.Dispatcher;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Passes over what no handler has read of a body, once the answer is written. Otherwise the server
 * would have to close the connection: a client that is still sending would not see the answer, and
 * one that sends its next request there would get none. If too much comes, or too late, the
 * connection is closed after all.
 */
final class UnreadBody implements Callback, Runnable {
  private static final long MOST = 16L << 20;

  private final Dispatcher dispatcher;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Duration patience;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Future<?> late;
  private long passedOver;

  UnreadBody(
      Dispatcher dispatcher,
      Request request,
      Response response,
      Callback callback,
      Duration patience) {
    this.dispatcher = dispatcher;
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.patience = patience;
  }

  @Override
  public void succeeded() {
    boolean closes = response.getHeaders().contains(HttpHeader.CONNECTION, "close");
    boolean waits = request.getHeaders().contains(HttpHeader.EXPECT);
    if (closes || waits) { // nothing more comes, or nobody wants it
      callback.succeeded();
      return;
    }
    run();
    if (!over.get()) {
      Future<?> timer = dispatcher.after(patience, this::end);
      late = timer;
      if (over.get()) { // meanwhile
        timer.cancel(false);
      }
    }
  }

  @Override
  public void failed(Throwable thrown) {
    callback.failed(thrown);
  }

  @Override
  public void run() {
    while (passedOver <= MOST && !over.get()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      passedOver += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        break;
      }
    }
    end();
  }

  private void end() {
    if (over.compareAndSet(false, true)) {
      Future<?> timer = late;
      if (timer != null) {
        timer.cancel(false);
      }
      callback.succeeded();
    }
  }
}
