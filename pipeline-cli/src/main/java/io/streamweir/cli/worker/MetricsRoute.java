package io.streamweir.cli.worker;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Serves the metrics of a process to Prometheus, in the format that it asks for. */
final class MetricsRoute {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String PROTOBUF = "application/vnd.google.protobuf";
  private static final String PROTOBUF_TYPE =
      PROTOBUF + "; proto=io.prometheus.client.MetricFamily; encoding=delimited";
  private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private MetricsRoute() {}

  /** The route {@code /metrics}. */
  static Route of(PrometheusMeterRegistry registry) {
    return Route.get("/metrics", request -> scrape(request, registry)).giving().byAnybody().quick();
  }

  private static Answer scrape(Request request, PrometheusMeterRegistry registry)
      throws IOException {
    String type = type(request.headers().joined("Accept"));
    boolean zip = request.headers().joined("Accept-Encoding").contains("gzip");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (OutputStream to = zip ? new GZIPOutputStream(body) : body) {
      registry.scrape(to, type);
    }
    Answer answer =
        Answer.of(200, type, body.toByteArray())
            .withHeader("Vary", "Accept, Accept-Encoding")
            .withHeader("Cache-Control", "no-store");
    return zip ? answer.withHeader("Content-Encoding", "gzip") : answer;
  }

  /** A scraper asks for protocol buffers where it takes native histograms. */
  private static String type(String accept) {
    if (accept.contains(PROTOBUF)) {
      return PROTOBUF_TYPE;
    }
    return accept.contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : TEXT_TYPE;
  }
}
