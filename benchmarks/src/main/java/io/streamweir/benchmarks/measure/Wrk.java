package io.streamweir.benchmarks.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load generator wrk: one thread sends one request after the other over each of its
 * connections.
 *
 * @param requests how many were answered
 * @param p50 half of the answers came within so many µs
 * @param p99 99 of 100 did
 */
public record Wrk(long requests, double p50, double p99) {
  private static final int CONNECTIONS = 64;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern REFUSED =
      Pattern.compile("Non-2xx[^\\n]*|Socket errors: connect [1-9][^\\n]*");
  private static final Map<String, Double> MICROS = Map.of("us", 1.0, "ms", 1e3, "s", 1e6);

  /** Whether it is there. */
  public static boolean installed() throws InterruptedException {
    try {
      return run(List.of("wrk", "-v")).contains("wrk");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Posts this JSON again and again.
   *
   * @throws IllegalStateException where not all were taken
   */
  public static Wrk post(String url, String json, int seconds)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("streamweir-bench-", ".lua");
    try {
      Files.writeString(
          script,
          "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [["
              + json
              + "]]\n");
      return parse(
          run(
              List.of(
                  "wrk",
                  "--threads=1",
                  "--connections=" + CONNECTIONS,
                  "--duration=" + seconds + "s",
                  "--latency",
                  "--script=" + script,
                  url)));
    } finally {
      Files.delete(script);
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** Reads what it prints. */
  static Wrk parse(String said) {
    Matcher requests = REQUESTS.matcher(said);
    Matcher refused = REFUSED.matcher(said);
    if (!requests.find() || refused.find()) {
      throw new IllegalStateException("not all requests were taken:\n" + said);
    }
    return new Wrk(
        Long.parseLong(requests.group(1)), percentile(said, "50%"), percentile(said, "99%"));
  }

  private static double percentile(String said, String which) {
    Matcher line = Pattern.compile(which + "\\s+([0-9.]+)(us|ms|s)").matcher(said);
    if (!line.find()) {
      throw new IllegalStateException("no " + which + ":\n" + said);
    }
    return Double.parseDouble(line.group(1)) * MICROS.getOrDefault(line.group(2), 1.0);
  }
}
