package io.streamweir.benchmarks.contestants;

import io.streamweir.benchmarks.records.Order;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Submits jobs over HTTP in one body, a line each, and reads the receipts meanwhile. */
final class HttpBulk implements Contestant {
  private final List<Order> orders = Payloads.records();
  private final byte[] chunk = chunk();

  /** A line for each payload, as one chunk, so that sending costs the client next to nothing. */
  private byte[] chunk() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    orders.forEach(order -> lines.writeBytes(HttpText.bytes(HttpText.job(order) + "\n")));
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(HttpText.bytes(Integer.toHexString(lines.size()) + "\r\n"));
    chunk.writeBytes(lines.toByteArray());
    chunk.writeBytes(HttpText.bytes("\r\n"));
    return chunk.toByteArray();
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    int chunks = task.number("count") / orders.size();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), task.number("port"))) {
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, chunks));
      String end = end(socket);
      sent.join();
      if (!end.contains("\"submitted\":" + chunks * orders.size() + ",")) {
        throw new IllegalStateException("not all were submitted: " + end);
      }
    }
    return Map.of();
  }

  private void send(Socket socket, int chunks) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(HttpText.bulk());
      for (int i = 0; i < chunks; i++) {
        out.write(chunk);
      }
      out.write(HttpText.bytes("0\r\n\r\n"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The last line of the answer. */
  private static String end(Socket socket) throws IOException {
    BufferedReader answer =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), 1 << 16);
    for (String line = answer.readLine(); line != null; line = answer.readLine()) {
      if (line.startsWith("{\"end\"")) {
        return line;
      }
    }
    return "the server has closed the connection";
  }

  @Override
  public void close() {}
}
