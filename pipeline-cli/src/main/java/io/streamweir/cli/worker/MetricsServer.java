package io.streamweir.cli.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.cli.failure.CommandFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/**
 * Serves metrics and health over HTTP. Each request has a thread of its own while it is read and
 * answered, so that a client that sends half a request, or does not read, keeps no other waiting.
 * The time of both is bounded, and with it the number of threads.
 */
final class MetricsServer implements AutoCloseable {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String PROTOBUF_TYPE =
      PROTOBUF + "; proto=io.prometheus.client.MetricFamily; encoding=delimited";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int MOST_THREADS = 1000; // a connection that finds none is closed
  private static final int REQUEST_SECONDS = 10;
  private static final int ANSWER_SECONDS = 30;

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Begins to serve.
   *
   * @throws CommandFailedException where the port is taken or the host is not this machine's
   */
  static MetricsServer start(
      MetricsOptions options, PrometheusMeterRegistry registry, Health health) {
    boundTimes();
    HttpServer server = bind(options.host(), options.port());
    ExecutorService threads = threads();
    server.setExecutor(threads);
    server.createContext("/", get("/", exchange -> answer(exchange, 200, index())));
    server.createContext("/metrics", get("/metrics", exchange -> scrape(exchange, registry)));
    server.createContext("/health/live", get("/health/live", e -> tell(e, health.live())));
    server.createContext("/health/ready", get("/health/ready", e -> tell(e, health.ready())));
    server.start();
    return new MetricsServer(server, threads);
  }

  /** The JDK reads these settings when it makes the first server of the process. */
  private static void boundTimes() {
    setUnlessGiven("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    setUnlessGiven("sun.net.httpserver.maxRspTime", ANSWER_SECONDS);
  }

  private static void setUnlessGiven(String property, int seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(seconds));
    }
  }

  private static ExecutorService threads() {
    return new ThreadPoolExecutor(
        0,
        MOST_THREADS,
        REQUEST_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "streamweir-metrics-http");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static HttpServer bind(String host, int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
    } catch (UnknownHostException e) {
      throw new CommandFailedException("--metrics-host " + host + ": there is no such address");
    } catch (BindException e) {
      throw new CommandFailedException(
          "cannot serve metrics on "
              + host
              + ":"
              + port
              + ": "
              + e.getMessage()
              + "; choose another --metrics-port, or 0 for any free one");
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot serve metrics on " + host + ":" + port + ": " + e.getMessage());
    }
  }

  /** Where it listens, as {@code http://127.0.0.1:9400}. */
  String url() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static String index() {
    return "/metrics\n/health/live\n/health/ready\n";
  }

  private static HttpHandler get(String path, HttpHandler handler) {
    return exchange -> {
      try (exchange) {
        String method = exchange.getRequestMethod();
        if (!exchange.getRequestURI().getPath().equals(path)) {
          answer(exchange, 404, "not found; there are:\n" + index());
        } else if (method.equals("GET") || method.equals("HEAD")) {
          handler.handle(exchange);
        } else {
          exchange.getResponseHeaders().set("Allow", "GET, HEAD");
          answer(exchange, 405, "only GET and HEAD\n");
        }
      }
    };
  }

  private static void scrape(HttpExchange exchange, PrometheusMeterRegistry registry)
      throws IOException {
    String type = type(String.join(",", all(exchange, "Accept")));
    boolean zip = String.join(",", all(exchange, "Accept-Encoding")).contains("gzip");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream to = zip ? new GZIPOutputStream(body) : body) {
      registry.scrape(to, type);
    }
    if (zip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.getResponseHeaders().set("Vary", "Accept, Accept-Encoding");
    answer(exchange, 200, type, body.toByteArray());
  }

  /** A scraper asks for protocol buffers where it takes native histograms. */
  private static String type(String accept) {
    if (accept.contains(PROTOBUF)) {
      return PROTOBUF_TYPE;
    }
    return accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
  }

  private static List<String> all(HttpExchange exchange, String header) {
    List<String> values = exchange.getRequestHeaders().get(header);
    return values == null ? List.of() : values;
  }

  private static void tell(HttpExchange exchange, Health.Answer answer) throws IOException {
    answer(exchange, answer.ok() ? 200 : 503, answer.text() + "\n");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    answer(exchange, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
