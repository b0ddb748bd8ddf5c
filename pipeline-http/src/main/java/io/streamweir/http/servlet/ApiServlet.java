package io.streamweir.http.servlet;

import io.streamweir.http.core.Api;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Dispatcher;
import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.core.Exchange;
import io.streamweir.http.core.Headers;
import io.streamweir.http.core.HeldBody;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route.Body;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Function;

/**
 * Serves an API below the path at which a servlet container mounts it, such as {@code
 * /streamweir/*}. It needs asynchronous requests: register it with {@code asyncSupported}.
 *
 * <p>The container's threads read bodies, so that its limits hold for clients that send slowly. No
 * thread waits for clients that read slowly, nor for answers that come later. Thread-safe. The
 * container calls {@link #destroy}, which does not close the API; call {@link #drain} before.
 */
public final class ApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int PIECE = 8 << 10;

  private final transient Dispatcher dispatcher;
  private final transient Function<HttpServletRequest, Optional<Caller>> senders;

  /** A servlet with the default bounds. */
  public ApiServlet(Api api) {
    this(api, DispatcherConfig.defaults());
  }

  /** A servlet of this API. */
  public ApiServlet(Api api, DispatcherConfig config) {
    this(api, config, request -> Optional.empty());
  }

  /**
   * A servlet of an API that has the container tell who sends a request.
   *
   * @param senders who sends a request; empty for one whom the container does not know. An API with
   *     {@link Authenticator#SERVER} refuses that one, any other API does not ask
   */
  public ApiServlet(
      Api api, DispatcherConfig config, Function<HttpServletRequest, Optional<Caller>> senders) {
    this.dispatcher = new Dispatcher(api, config);
    this.senders = senders;
  }

  /**
   * Answers new requests with 503, those for health apart, ends waits and streams so that clients
   * ask again, and waits for what is under way.
   *
   * @param patience for how long at most
   */
  public void drain(Duration patience) throws InterruptedException {
    dispatcher.stop(patience);
  }

  /** Answers again after a {@link #drain}. */
  public void resume() {
    dispatcher.resume();
  }

  @Override
  public void destroy() {
    dispatcher.close();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Exchange exchange = dispatcher.accept(head(request));
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(0); // waits and streams are bounded by the API
    AnswerWriter writer = new AnswerWriter(dispatcher, exchange, async);
    async.addListener(writer);
    if (exchange.body() == Body.NONE) {
      dispatcher.run(exchange, exchange.request(), writer::write);
    } else if (exchange.body() == Body.STREAMED) {
      Request streamed = exchange.request().withStream(request.getInputStream());
      dispatcher.run(exchange, streamed, writer::write);
    } else {
      readThenRun(request, exchange, writer);
    }
  }

  private void readThenRun(HttpServletRequest request, Exchange exchange, AnswerWriter writer) {
    HeldBody body = dispatcher.hold(exchange);
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = request.getInputStream();
      int n = 0;
      while (n >= 0 && body.refusal().isEmpty()) {
        body.add(ByteBuffer.wrap(piece, 0, n));
        n = in.read(piece);
      }
    } catch (IOException e) {
      writer.broken();
      return;
    }
    dispatcher.run(exchange, body, writer::write);
  }

  private Request head(HttpServletRequest request) {
    Headers.Builder headers = new Headers.Builder();
    for (String name : Collections.list(request.getHeaderNames())) {
      for (String value : Collections.list(request.getHeaders(name))) {
        headers.add(name, value);
      }
    }
    String base = request.getContextPath() + request.getServletPath();
    String query = request.getQueryString();
    String target = below(base, request.getRequestURI()) + (query == null ? "" : "?" + query);
    Request head =
        Request.of(request.getMethod(), target, headers.build())
            .withBasePath(base)
            .withRemote(request.getRemoteAddr());
    return senders.apply(request).map(head::withSender).orElse(head);
  }

  /** As it was sent: the API decodes segments itself, so that a slash may stand in a name. */
  private static String below(String base, String path) {
    if (!path.startsWith(base)) {
      return ""; // a base path that was sent in an unusual form is no path of the API
    }
    String rest = path.substring(base.length());
    return rest.isEmpty() ? "/" : rest;
  }
}
