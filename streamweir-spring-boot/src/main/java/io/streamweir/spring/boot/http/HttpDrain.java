package io.streamweir.spring.boot.http;

import io.streamweir.http.servlet.ApiServlet;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends waits and streams of the API before the web server waits for its open requests, so that
 * those do not keep the application from stopping.
 */
final class HttpDrain implements SmartLifecycle {
  /** Just before the web server stops to accept requests. */
  static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1023;

  private static final Logger LOG = LoggerFactory.getLogger(HttpDrain.class);

  private final ApiServlet servlet;
  private final Duration patience;
  private volatile boolean running;

  HttpDrain(ApiServlet servlet, Duration patience) {
    this.servlet = servlet;
    this.patience = patience;
  }

  @Override
  public void start() {
    servlet.resume();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    try {
      servlet.drain(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("interrupted while requests of the API were open");
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /** The web server goes on answering while the application pauses, and so does the API. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
