package io.streamweir.http.servlet;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Dispatcher;
import io.streamweir.http.core.Exchange;
import io.streamweir.http.core.Headers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the answer of one exchange. */
final class AnswerWriter implements AsyncListener {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);
  private static final int GONE = 499; // as logs of servers call it that the client went away

  private final Dispatcher dispatcher;
  private final Exchange exchange;
  private final AsyncContext async;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean streams; // its end is known by what is written next

  AnswerWriter(Dispatcher dispatcher, Exchange exchange, AsyncContext async) {
    this.dispatcher = dispatcher;
    this.exchange = exchange;
    this.async = async;
  }

  /** Begins to write. */
  void write(Answer answer) {
    if (ended.get()) {
      return; // the client has gone away
    }
    if (answer instanceof Answer.Whole whole) {
      whole(whole);
    } else if (answer instanceof Answer.Events events) {
      events(events);
    } else if (answer instanceof Answer.Written written) {
      dispatcher.write(exchange, () -> written(written), this::write);
    } else {
      throw new IllegalStateException("an exchange brings no " + answer);
    }
  }

  private boolean head() {
    return exchange.request().method().equals("HEAD");
  }

  private HttpServletResponse begin(int status, Headers headers) {
    HttpServletResponse response = (HttpServletResponse) async.getResponse();
    response.setStatus(status);
    headers.forEach(response::addHeader);
    return response;
  }

  private void whole(Answer.Whole answer) {
    HttpServletResponse response = begin(answer.status(), answer.headers());
    byte[] body = answer.body();
    if (answer.status() != HttpServletResponse.SC_NO_CONTENT
        && answer.status() != HttpServletResponse.SC_NOT_MODIFIED) {
      response.setContentLengthLong(body.length);
    }
    ServletWire wire = open(response);
    if (wire == null) {
      return;
    }
    wire.write(
        head() ? new byte[0] : body,
        well -> {
          if (well) {
            end(answer.status(), body.length);
            wire.end();
          } else {
            broken();
          }
        });
  }

  private void events(Answer.Events events) {
    HttpServletResponse response = begin(HttpServletResponse.SC_OK, events.headers());
    if (head()) {
      end(HttpServletResponse.SC_OK, 0);
      async.complete();
      return;
    }
    ServletWire wire = open(response);
    if (wire != null) {
      streams = true;
      dispatcher.stream(exchange, events, wire);
    }
  }

  private @Nullable ServletWire open(HttpServletResponse response) {
    try {
      return ServletWire.open(async, response.getOutputStream());
    } catch (IOException e) {
      broken();
      return null;
    }
  }

  private void written(Answer.Written written) {
    HttpServletResponse response = begin(HttpServletResponse.SC_OK, written.headers());
    CountedOutput counted = null;
    try {
      counted = new CountedOutput(response.getOutputStream());
      if (!head()) {
        written.writer().write(counted);
      }
    } catch (IOException e) {
      broken();
      return;
    } catch (Throwable e) {
      LOG.error("the body of the answer to request {} failed", exchange.request().id(), e);
      if (!response.isCommitted()) {
        response.reset();
        response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      }
      broken();
      return;
    }
    end(HttpServletResponse.SC_OK, counted.bytes);
    async.complete();
  }

  /** Counts what was written. */
  private static final class CountedOutput extends FilterOutputStream {
    private long bytes;

    CountedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
      bytes += length;
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      bytes++;
    }
  }

  private void end(int status, long bytes) {
    if (ended.compareAndSet(false, true)) {
      dispatcher.ended(exchange, status, bytes);
    }
  }

  /** The client has gone away. */
  void broken() {
    end(GONE, 0);
    exchange.abandon();
    complete(async);
  }

  /** Ends a request that may have ended. */
  static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // It has ended.
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {}

  @Override
  public void onTimeout(AsyncEvent event) {}

  @Override
  public void onError(AsyncEvent event) {
    if (!streams) {
      broken();
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
