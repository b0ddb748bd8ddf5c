package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What clients of the API send. */
public final class HttpText {
  /** Where jobs are submitted. */
  public static final String JOBS = "/v1/pipelines/" + Names.PIPELINE + "/jobs";

  private HttpText() {}

  /** A job as the body of a submit, on one line. */
  public static String job(Order order) {
    return String.format(
        Locale.ROOT,
        "{\"input\":{\"id\":\"%s\",\"customer\":%d,\"cents\":%d,\"item\":\"%s\",\"express\":%b}}",
        order.getId(),
        order.getCustomer(),
        order.getCents(),
        order.getItem(),
        order.getExpress());
  }

  /** A submit that waits for the job's end. */
  static byte[] submitAndWait(Order order) {
    String body = job(order);
    return bytes(
        "POST "
            + JOBS
            + " HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "Content-Type: application/json\r\n"
            + "Prefer: wait=10\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  /** The head of a bulk submit whose body comes in chunks. */
  static byte[] bulk() {
    return bytes(
        "POST "
            + JOBS
            + "/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n");
  }

  /** Opens the stream of a job's events. */
  static byte[] events(String job) {
    return bytes("GET " + JOBS + "/" + job + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
