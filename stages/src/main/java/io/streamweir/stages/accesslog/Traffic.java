package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.pipeline.WindowUpdate.Kind;
import io.streamweir.pipeline.WindowUpdate.Measure;
import io.streamweir.schemas.accesslog.AccessEvent;
import java.time.Duration;
import java.util.List;

/** The window {@code traffic}: a minute of the log's own time, and what is gathered of it. */
final class Traffic {
  /** The stage that takes the summaries. */
  static final String CLOSES_TO = "alert";

  /** Servers log a request when it has ended, with the time at which it began. */
  static final Window WINDOW =
      Window.tumbling("traffic", Duration.ofMinutes(1), CLOSES_TO)
          .withAllowedLateness(Duration.ofMinutes(1));

  private static final String REQUESTS = "requests";
  private static final String ERRORS = "errors";
  private static final String BYTES = "bytes";
  private static final String HOSTS = "hosts";

  private static final Measure REQUEST = new Measure(Kind.COUNT, REQUESTS, 1, "");
  private static final Measure ERROR = new Measure(Kind.COUNT, ERRORS, 1, "");

  private Traffic() {}

  static WindowUpdate update(AccessEvent event, boolean failed) {
    Measure bytes = new Measure(Kind.SUM, BYTES, event.getBytes(), "");
    Measure host = new Measure(Kind.DISTINCT, HOSTS, 0, event.getHost());
    List<Measure> measures =
        failed ? List.of(REQUEST, bytes, host, ERROR) : List.of(REQUEST, bytes, host);
    return new WindowUpdate(WINDOW.name(), "", event.getTime(), measures);
  }

  static long requests(WindowSummary minute) {
    return minute.getCounts().getOrDefault(REQUESTS, 0L);
  }

  static long errors(WindowSummary minute) {
    return minute.getCounts().getOrDefault(ERRORS, 0L);
  }

  static long bytes(WindowSummary minute) {
    return minute.getSums().getOrDefault(BYTES, 0L);
  }

  static long hosts(WindowSummary minute) {
    return minute.getDistinct().getOrDefault(HOSTS, 0L);
  }
}
