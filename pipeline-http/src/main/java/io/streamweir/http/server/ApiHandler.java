package io.streamweir.http.server;

import io.streamweir.http.core.Dispatcher;
import io.streamweir.http.core.Exchange;
import io.streamweir.http.core.Headers;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Route.Body;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Hands requests to the API and writes what it answers. No thread waits for a client here. */
final class ApiHandler extends Handler.Abstract {
  private final Dispatcher dispatcher;
  private final ServerConfig config;
  private final Connections connections;

  ApiHandler(Dispatcher dispatcher, ServerConfig config, Connections connections) {
    this.dispatcher = dispatcher;
    this.config = config;
    this.connections = connections;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var connection = request.getConnectionMetaData().getConnection();
    connections.begin(connection);
    Request.addCompletionListener(request, failure -> connections.end(connection));
    // Waits and streams are bounded elsewhere, and clients that stop reading or sending are, too.
    request.addIdleTimeoutListener(timeout -> false);
    Exchange exchange = dispatcher.accept(head(request));
    request.addFailureListener(failure -> exchange.abandon());
    Callback written =
        new UnreadBody(dispatcher, request, response, callback, config.arrivalTime());
    AnswerWriter writer =
        new AnswerWriter(dispatcher, exchange, request, response, written, config.answerTime());
    if (exchange.body() == Body.NONE) {
      dispatcher.run(exchange, exchange.request(), writer::write);
    } else if (exchange.body() == Body.STREAMED) {
      dispatcher.run(
          exchange,
          exchange.request().withStream(Content.Source.asInputStream(request)),
          writer::write);
    } else {
      readThenRun(request, response, exchange, writer);
    }
    return true;
  }

  private void readThenRun(
      Request request, Response response, Exchange exchange, AnswerWriter writer) {
    var body = BodyReader.read(request, dispatcher.hold(exchange));
    if (!body.isDone()) {
      Future<?> late =
          dispatcher.after(
              config.arrivalTime(), () -> body.completeExceptionally(new TimeoutException()));
      body.whenComplete((any, thrown) -> late.cancel(false));
    }
    body.whenComplete(
        (whole, thrown) -> {
          if (thrown == null) {
            dispatcher.run(exchange, whole, writer::write);
          } else if (thrown instanceof TimeoutException) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close"); // what is late is not read
            writer.write(
                exchange.refused(
                    Problem.of(
                        ProblemType.REQUEST_TIMEOUT,
                        "the body did not arrive within "
                            + config.arrivalTime().toSeconds()
                            + " s")));
          } else {
            writer.broken(thrown);
          }
        });
  }

  private io.streamweir.http.core.Request head(Request request) {
    Headers.Builder headers = new Headers.Builder();
    for (HttpField field : request.getHeaders()) {
      headers.add(field.getName(), field.getValue() == null ? "" : field.getValue());
    }
    String target = request.getHttpURI().getPathQuery();
    return io.streamweir.http.core.Request.of(request.getMethod(), below(target), headers.build())
        .withBasePath(config.basePath())
        .withRemote(Request.getRemoteAddr(request));
  }

  /** The target below the base path; what is not below it is no path of the API. */
  private String below(String target) {
    String base = config.basePath();
    if (base.isEmpty()) {
      return target;
    }
    boolean inside =
        target.startsWith(base)
            && (target.length() == base.length()
                || "/?".indexOf(target.charAt(base.length())) >= 0);
    if (!inside) {
      return "";
    }
    String rest = target.substring(base.length());
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
