package io.streamweir.http.core;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one line for each request when it has ended. Failures of the server are warnings, changes
 * are told, and what only looks is told at the level of debugging.
 */
final class RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.streamweir.http.requests");
  private static final int SERVER_FAILED = 500;

  private final Request request;
  private final long begun = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable Caller caller;

  private RequestLog(Request request) {
    this.request = request;
  }

  static RequestLog begin(Request request) {
    return new RequestLog(request);
  }

  /** The sender is known. */
  void by(Caller known) {
    caller = known;
  }

  void end(int status, long bytes) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    LoggingEventBuilder line = line(status);
    if (line.getClass() == org.slf4j.spi.NOPLoggingEventBuilder.class) {
      return;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
    Optional<String> trace = RequestIds.trace(request);
    if (trace.isPresent()) {
      line = line.addKeyValue("trace_id", trace.get());
    }
    line.addKeyValue("request", request.id())
        .addKeyValue("by", caller == null ? "-" : caller.name())
        .addKeyValue("from", request.remote())
        .log("{} {} {} {} bytes {} us", request.method(), request.path(), status, bytes, micros);
  }

  private LoggingEventBuilder line(int status) {
    if (status >= SERVER_FAILED) {
      return LOG.atWarn();
    }
    return request.method().equals("GET") || request.method().equals("HEAD")
        ? LOG.atDebug()
        : LOG.atInfo();
  }
}
