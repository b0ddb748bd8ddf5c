package io.streamweir.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How often clients call a server, and how many commands these calls run. MONITOR tells both apart:
 * it marks what a script runs.
 *
 * @param calls commands that clients sent
 * @param commands those and what scripts ran for them
 */
public record Calls(long calls, long commands) {
  private static final int LOOK_MILLIS = 100;

  /** Counts for so long. What the server tells slows it a little, so nothing else is measured. */
  static Calls count(String uri, Duration length) throws IOException {
    URI server = URI.create(uri);
    long calls = 0;
    long commands = 0;
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(LOOK_MILLIS);
      socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      long until = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < until) {
        String line = line(lines);
        if (line.startsWith("+1")) { // of the time, behind which comes who
          commands++;
          calls += line.contains(" lua] ") ? 0 : 1;
        }
      }
    }
    return new Calls(calls, commands);
  }

  /** An empty line where none comes. */
  private static String line(BufferedReader lines) throws IOException {
    try {
      String line = lines.readLine();
      return line == null ? "" : line;
    } catch (SocketTimeoutException e) {
      return "";
    }
  }
}
