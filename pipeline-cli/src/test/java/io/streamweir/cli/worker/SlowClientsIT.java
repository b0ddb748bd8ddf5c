package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.cli.Place;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send half a request, or nothing, or do not read, beside Prometheus and probes. */
@WithRedis
class SlowClientsIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(20);
  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
  private static final String WHOLE = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final List<String> HALVES =
      List.of(
          "",
          "G",
          "GET /metrics HTTP/1.1",
          "GET /metrics HTTP/1.1\r\nHost: a\r\n",
          "GET /health/live HTTP/1.1\r\nHost:",
          "POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void keepNoProbeWaiting(RedisSpace space) throws Exception {
    keepNoProbeWaiting("worker --metrics-port", space);
  }

  @Tag("matrix")
  @ParameterizedTest
  @ValueSource(strings = {"monitor --metrics-port", "serve --port"})
  void keepNoProbeOfOtherCommandsWaiting(String command, RedisSpace space) throws Exception {
    keepNoProbeWaiting(command, space);
  }

  private void keepNoProbeWaiting(String command, RedisSpace space) throws Exception {
    String[] words = (command + " 0 -p slow").split(" ");
    try (ChildJvm process = Place.of(space).start(words)) {
      process.awaitOutput("http://", PATIENCE);
      int port = port(process);
      await().atMost(PATIENCE).until(() -> status(port, "/health/ready") == 200);
      List<Socket> halves = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        halves.add(send(port, HALVES.get(i % HALVES.size())));
      }
      for (int i = 0; i < 100; i++) {
        send(port, WHOLE.repeat(20)); // and read none of the answers
      }
      for (int round = 0; round < 3; round++) {
        assertThat(status(port, "/health/live")).isEqualTo(200);
        assertThat(status(port, "/health/ready")).isEqualTo(200);
        assertThat(status(port, "/metrics")).isEqualTo(200);
      }
      Socket half = halves.get(3);
      await("a half request is cut off").atMost(PATIENCE).until(() -> isClosed(half));
    }
  }

  private Socket send(int port, String text) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", port), (int) PATIENCE.toMillis());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(100);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  private static int status(int port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(AT_ONCE)
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int port(ChildJvm process) {
    Matcher port = PORT.matcher(process.output());
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }
}
