package io.streamweir.http.server;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Dispatcher;
import io.streamweir.http.core.EventWire;
import io.streamweir.http.core.Exchange;
import io.streamweir.http.core.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the answer of one exchange. */
final class AnswerWriter {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);

  private final Dispatcher dispatcher;
  private final Exchange exchange;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Duration answerTime;

  AnswerWriter(
      Dispatcher dispatcher,
      Exchange exchange,
      Request request,
      Response response,
      Callback callback,
      Duration answerTime) {
    this.dispatcher = dispatcher;
    this.exchange = exchange;
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.answerTime = answerTime;
  }

  /** Begins to write; says by the callback when all is written. */
  void write(Answer answer) {
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
    return request.getMethod().equals("HEAD");
  }

  private void begin(int status, Headers headers) {
    response.setStatus(status);
    headers.forEach((name, value) -> response.getHeaders().add(name, value));
  }

  private void whole(Answer.Whole answer) {
    begin(answer.status(), answer.headers());
    byte[] body = answer.body();
    if (answer.status() != 204 && answer.status() != 304) {
      response.getHeaders().put("Content-Length", body.length);
    }
    CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
    response.write(
        true,
        ByteBuffer.wrap(head() ? new byte[0] : body),
        Callback.from(() -> written.complete(null), written::completeExceptionally));
    if (!written.isDone()) { // most answers are written at once
      Future<?> late =
          dispatcher.after(
              answerTime, () -> close(new TimeoutException("the client reads too slowly")));
      written.whenComplete((none, thrown) -> late.cancel(false));
    }
    written.whenComplete(
        (none, thrown) -> {
          if (thrown == null) {
            dispatcher.ended(exchange, answer.status(), body.length);
            callback.succeeded();
          } else {
            broken(thrown);
          }
        });
  }

  private void close(Throwable why) {
    request.getConnectionMetaData().getConnection().getEndPoint().close(why);
  }

  /** The client has gone away, or is given up. */
  void broken(Throwable thrown) {
    exchange.abandon();
    dispatcher.ended(exchange, 499, 0);
    callback.failed(thrown);
  }

  private void events(Answer.Events events) {
    begin(200, events.headers());
    if (head()) {
      response.write(true, null, callback);
      dispatcher.ended(exchange, 200, 0);
      return;
    }
    dispatcher.stream(exchange, events, new Wire());
  }

  private void written(Answer.Written written) {
    begin(200, written.headers());
    OutputStream out = Content.Sink.asOutputStream(response);
    try {
      if (!head()) {
        written.writer().write(out);
      }
      out.close(); // only a whole body gets its end
    } catch (IOException e) {
      broken(e);
      return;
    } catch (Throwable e) {
      LOG.error("the body of the answer to request {} failed", exchange.request().id(), e);
      broken(e);
      return;
    }
    dispatcher.ended(exchange, 200, Response.getContentBytesWritten(response));
    callback.succeeded();
  }

  /** Jetty's answer as a stream of events. */
  private final class Wire implements EventWire {
    @Override
    public void write(byte[] bytes, Consumer<Boolean> done) {
      response.write(
          false,
          ByteBuffer.wrap(bytes),
          Callback.from(() -> done.accept(true), thrown -> done.accept(false)));
    }

    @Override
    public void end() {
      response.write(true, null, callback);
    }

    @Override
    public void abort() {
      TimeoutException why = new TimeoutException("the client reads too slowly");
      close(why);
      callback.failed(why);
    }
  }
}
