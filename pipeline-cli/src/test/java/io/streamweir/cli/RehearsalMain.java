package io.streamweir.cli;

import static org.awaitility.Awaitility.await;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.Output;
import io.streamweir.cli.terminal.Terminal;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a line through a worker that serves the API, so that the JVMs of tests find the classes in
 * their archive. All threads have ended when the JVM writes it: JDK 17 crashes where one still
 * loads classes.
 */
final class RehearsalMain {
  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

  private RehearsalMain() {}

  public static void main(String[] arguments) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    CountDownLatch over = new CountDownLatch(1);
    try (RedisServer server = RedisServer.start()) {
      Thread worker = new Thread(() -> work(server, said, over));
      worker.start();
      await()
          .atMost(Patience.PATIENCE)
          .until(() -> said.toString(StandardCharsets.UTF_8).contains("is ready"));
      Place place = new Place(server.uri(), "sw");
      place.runWithInput("no log line\n", "submit", "-p", "access-log", "-");
      await().atMost(Patience.PATIENCE).until(() -> reports(place, "1 rejected"));
      place.run("status");
      for (String path : new String[] {"/health/ready", "/metrics", "/v1/pipelines"}) {
        get(said.toString(StandardCharsets.UTF_8), path);
      }
      over.countDown();
      worker.join();
    }
  }

  private static void work(RedisServer server, ByteArrayOutputStream said, CountDownLatch over) {
    Session session =
        new Session(
            Output.to(said),
            Output.toErrors(said),
            openUntil(over),
            Terminal.none(),
            Map.of("STREAMWEIR_REDIS", server.uri()),
            RehearsalMain.class.getClassLoader());
    Main.run(session, "worker", "-p", "access-log", "--port", "0", "--stop-with-stdin");
  }

  private static InputStream openUntil(CountDownLatch over) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        try {
          over.await();
          return -1;
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
  }

  private static boolean reports(Place place, String text) {
    return place.run("report").out().contains(text);
  }

  /** By a socket alone, which leaves no thread behind. */
  private static void get(String said, String path) throws IOException {
    Matcher port = PORT.matcher(said);
    if (!port.find()) {
      throw new IllegalStateException(said);
    }
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)))) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
