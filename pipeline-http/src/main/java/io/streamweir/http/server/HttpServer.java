package io.streamweir.http.server;

import io.streamweir.http.core.Api;
import io.streamweir.http.core.Dispatcher;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** Serves an API over HTTP/1.1. Thread-safe. Closing it does not close the API. */
public final class HttpServer implements AutoCloseable {
  private static final int MOST_THREADS = 32;
  private static final int LEAST_THREADS = 4;
  private static final int HEADER_BYTES = 16 << 10;
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final Server server;
  private final ServerConnector connector;
  private final Dispatcher dispatcher;
  private final ServerConfig config;

  private HttpServer(Api api, ServerConfig config) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("streamweir-http");
    threads.setDaemon(true);
    this.config = config;
    this.dispatcher = new Dispatcher(api, config.dispatcher());
    this.server =
        new Server(threads, new ScheduledExecutorScheduler("streamweir-http-idle", true), null);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
    Connections connections = new Connections(config.maxConnections(), config.arrivalTime());
    connector.addBean(connections);
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(config.arrivalTime().toMillis());
    connector.setReuseAddress(true);
    server.addConnector(connector);
    server.setHandler(new ApiHandler(dispatcher, config, connections));
    server.setErrorHandler(new RefusalHandler());
    long every = Math.min(SWEEP.toMillis(), config.arrivalTime().toMillis());
    dispatcher.every(Duration.ofMillis(every), connections::sweep);
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    // The API decodes segments itself, so that a slash may stand in a name.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "streamweir",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    return http;
  }

  /**
   * Begins to serve.
   *
   * @throws IOException where it cannot listen there
   */
  public static HttpServer start(Api api, ServerConfig config) throws IOException {
    HttpServer started = new HttpServer(api, config);
    try {
      started.connector.open();
      started.server.start();
      return started;
    } catch (IOException e) {
      started.close();
      throw e;
    } catch (Exception e) {
      started.close();
      throw new IOException("the server does not start: " + e.getMessage(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Where it listens, as {@code http://127.0.0.1:8400}, with the base path. */
  public String url() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return "http://" + host + ":" + port() + config.basePath();
  }

  /** How many requests are being answered, among them waits and streams. */
  public int openExchanges() {
    return dispatcher.open();
  }

  /** How many connections are open. */
  public int connections() {
    return connector.getConnectedEndPoints().size();
  }

  /**
   * Answers new requests with 503, those for health and metrics apart, ends waits and streams so
   * that clients ask again, and waits for what is under way.
   *
   * @param patience for how long at most
   */
  public void drain(Duration patience) throws InterruptedException {
    dispatcher.stop(patience);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    } finally {
      dispatcher.close();
    }
  }
}
