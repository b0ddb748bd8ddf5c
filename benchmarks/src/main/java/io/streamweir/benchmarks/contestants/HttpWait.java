package io.streamweir.benchmarks.contestants;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Submits jobs over HTTP, one after the other over one connection, and waits for each end. */
final class HttpWait implements Contestant {
  private static final String LENGTH = "content-length:";

  private final byte[][] requests =
      Payloads.records().stream().map(HttpText::submitAndWait).toArray(byte[][]::new);

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), task.number("port"))) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      DataInputStream in =
          new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
      call(out, in, 0); // connects the server's client
      return Latencies.measure(task.number("count"), 0, n -> call(out, in, n));
    }
  }

  private CompletableFuture<?> call(OutputStream out, DataInputStream in, int n) {
    try {
      out.write(Payloads.of(requests, n));
      answer(in);
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Reads one answer, which must be the job's end. */
  private static void answer(DataInputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
      }
    }
    byte[] body = new byte[length];
    in.readFully(body);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("no end, but " + status);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {}
}
