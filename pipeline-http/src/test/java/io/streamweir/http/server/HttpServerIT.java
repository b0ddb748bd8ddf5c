package io.streamweir.http.server;

import static io.streamweir.http.server.RawHttp.closed;
import static io.streamweir.http.server.RawHttp.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.streamweir.http.core.DispatcherConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole answers, and clients that are slow, wrong or too many. */
class HttpServerIT {
  private static final byte[] BODY = new byte[900_000];

  private final TestServer at = new TestServer();

  @AfterEach
  void stop() {
    at.close();
  }

  private static ServerConfig quick() {
    return ServerConfig.defaults().withTimes(Duration.ofSeconds(3), Duration.ofSeconds(3));
  }

  @Test
  void takesAndGivesWholeBodies() throws Exception {
    at.start(ServerConfig.defaults());
    String text = "ä".repeat(200_000);

    HttpResponse<String> answer =
        at.client.send(
            at.request("/echo").POST(HttpRequest.BodyPublishers.ofString(text)).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(text);
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void refusesABodyThatIsTooLongWhetherItSaysSoOrNot() throws Exception {
    at.start(ServerConfig.defaults());
    byte[] body = new byte[1_000_001];
    for (HttpRequest.BodyPublisher publisher :
        List.of(
            HttpRequest.BodyPublishers.ofByteArray(body),
            HttpRequest.BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(body)))) {
      HttpResponse<String> answer =
          at.client.send(
              at.request("/echo").POST(publisher).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("too-large");
    }
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() throws Exception {
    at.start(ServerConfig.defaults());
    try (Socket socket =
        at.raw(
            "HEAD /base HTTP/1.1\r\n"
                + "Host: localhost\r\n\r\n"
                + "GET /nope HTTP/1.1\r\n"
                + "Host: localhost\r\n\r\n")) {
      InputStream in = socket.getInputStream();
      List<String> head = new ArrayList<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        head.add(line);
      }
      assertThat(head).anyMatch(line -> line.equalsIgnoreCase("Content-Length: 0"));
      assertThat(line(in)).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void servesBelowABasePathOnly() throws Exception {
    at.start(ServerConfig.defaults().withBasePath("/a/b/"));

    assertThat(at.get("/base").body()).isEqualTo("/a/b");
    assertThat(at.server.url()).endsWith("/a/b");
    HttpResponse<String> outside =
        at.client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.server.port() + "/base"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(outside.statusCode()).isEqualTo(404);
    assertThat(at.get("x/base").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsProblemsOfItsOwnWithoutStackTraces() throws Exception {
    at.start(ServerConfig.defaults());
    for (String bad :
        List.of(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n",
            "GET /\r\nnonsense\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /a/../b HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n")) {
      try (Socket socket = at.raw(bad)) {
        socket.shutdownOutput();
        String all =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), "UTF-8"))
                .lines()
                .collect(Collectors.joining("\n"));
        assertThat(all)
            .startsWith("HTTP/1.1 ")
            .doesNotStartWith("HTTP/1.1 500")
            .contains("application/problem+json", "urn:streamweir:problem:")
            .doesNotContain("org.eclipse", "Exception");
      }
    }
  }

  @Test
  void closesConnectionsOnWhichNoRequestArrivesAndAnswersOthersMeanwhile() throws Exception {
    at.start(quick());
    List<Socket> half = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      half.add(at.raw(i % 2 == 0 ? "" : "GET /base HTTP/1.1\r\nHost:"));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions() // on a slow machine this request, too, may not arrive in time
        .until(() -> at.get("/health/live").statusCode() == 200);
    for (Socket socket : half) {
      assertThat(closed(socket)).isTrue();
    }
  }

  @Test
  void closesAConnectionWhoseRequestComesByteByByte() throws Exception {
    at.start(quick());
    try (Socket socket = at.raw("GET /base HTTP/1.1\r\nX: ")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                try {
                  socket.getOutputStream().write('x');
                  return false;
                } catch (SocketException e) {
                  return true;
                }
              });
    }
  }

  @Test
  void waitsForNoBodyThatNoHandlerReads() throws Exception {
    at.start(quick());
    for (String head : List.of("GET /health/live", "HEAD /base", "OPTIONS /echo", "POST /nope")) {
      try (Socket socket =
          at.raw(head + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\nabc")) {
        String status = head.endsWith("nope") ? "404" : head.startsWith("O") ? "204" : "200";
        assertThat(line(socket.getInputStream())).as(head).startsWith("HTTP/1.1 " + status);
      }
    }
  }

  @Test
  void passesOverABodyThatNoHandlerReads() throws Exception {
    at.start(ServerConfig.defaults());
    try (Socket socket =
        at.raw(
            "HEAD /base HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      InputStream in = socket.getInputStream();
      assertThat(line(in)).startsWith("HTTP/1.1 200");
      for (String line = line(in); !line.isEmpty(); line = line(in)) {}
      assertThat(line(in)).startsWith("HTTP/1.1 404");
    }
  }

  /** Else a client would send its next request on a connection that is about to be closed. */
  @Test
  void keepsTheConnectionWhereABodyComesBehindItsAnswer() throws Exception {
    at.start(ServerConfig.defaults());
    byte[] large = new byte[2_000_000];
    for (String head :
        List.of("POST /nope", "GET /base", "HEAD /base", "PUT /echo", "POST /echo")) {
      try (Socket socket =
          at.raw(head + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n")) {
        Answered answered = Answered.read(socket.getInputStream(), head.startsWith("HEAD"));
        assertThat(answered.head()).as(head).noneMatch(line -> line.contains("close"));
        socket.getOutputStream().write(large);
        socket
            .getOutputStream()
            .write("GET /base HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes("UTF-8"));
        assertThat(line(socket.getInputStream())).as(head).startsWith("HTTP/1.1 200");
      }
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 0);
  }

  @Test
  void closesTheConnectionWhereABodyThatNobodyReadsDoesNotCome() throws Exception {
    at.start(quick());
    try (Socket socket =
        at.raw("POST /nope HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabc")) {
      Answered.read(socket.getInputStream(), false);
      assertThat(closed(socket)).isTrue();
    }
  }

  @Test
  void asksForNoBodyThatNobodyReads() throws Exception {
    at.start(ServerConfig.defaults());
    try (Socket socket =
        at.raw(
            "POST /nope HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                + "Content-Length: 5\r\n\r\n")) {
      Answered answered = Answered.read(socket.getInputStream(), false);
      assertThat(answered.head().get(0)).startsWith("HTTP/1.1 404");
      assertThat(answered.head()).contains("Connection: close");
      assertThat(closed(socket)).isTrue();
    }
  }

  /** What a server answered, byte by byte. */
  private record Answered(List<String> head, String body) {
    static Answered read(InputStream in, boolean headOnly) throws IOException {
      List<String> head = new ArrayList<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        head.add(line);
      }
      int length =
          head.stream()
              .filter(line -> !headOnly && line.startsWith("Content-Length: "))
              .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
              .findFirst()
              .orElse(0);
      return new Answered(head, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }
  }

  @Test
  void refusesBodiesThatAreTooMuchTogetherUntilOthersAreAnswered() throws Exception {
    at.start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withBodyBytes(1_500_000)));
    CompletableFuture<HttpResponse<String>> held =
        at.client.sendAsync(
            at.request("/hold").POST(HttpRequest.BodyPublishers.ofByteArray(BODY)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(at.handling.await(60, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 3; i++) {
      HttpResponse<String> busy = at.post("/echo", BODY);
      assertThat(busy.statusCode()).isEqualTo(503);
      assertThat(busy.body()).contains("problem:busy");
      assertThat(busy.headers().firstValue("Retry-After")).contains("1");
    }
    assertThat(at.post("/echo", new byte[400_000]).statusCode()).isEqualTo(200);
    at.stuck.countDown();
    assertThat(held.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    await().atMost(Duration.ofSeconds(60)).until(() -> at.post("/echo", BODY).statusCode() == 200);
  }

  @Test
  void answersWhereAHandlerFailsWithAnErrorAndCutsABodyThatDoes() throws Exception {
    at.start(ServerConfig.defaults());

    assertThat(at.get("/dead").statusCode()).isEqualTo(500);
    assertThat(at.get("/cut").statusCode()).isEqualTo(500);
    assertThat(at.get("/cut").body()).contains("urn:streamweir:problem:internal");
    assertThatThrownBy(() -> at.get("/short")).isInstanceOf(IOException.class);
    await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 0);
  }

  @Test
  void refusesABodyThatDoesNotArriveInTime() throws Exception {
    at.start(quick());
    try (Socket socket =
        at.raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")) {
      assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void givesUpAClientThatDoesNotReadItsAnswer() throws Exception {
    at.start(quick());
    try (Socket socket = at.raw("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      InputStream in = socket.getInputStream();
      assertThat(line(in)).startsWith("HTTP/1.1 200");
      assertThat(at.get("/health/live").statusCode()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 0);
      long read = 0;
      try {
        for (int n = in.read(new byte[1 << 16]); n >= 0; n = in.read(new byte[1 << 16])) {
          read += n;
        }
      } catch (SocketException e) {
        // Cut, as it should be.
      }
      assertThat(read).isLessThan(TestServer.BIG);
    }
  }

  @Test
  void makesRoomForANewConnectionByClosingTheOneThatIsIdleForLongest() throws Exception {
    at.start(ServerConfig.defaults().withMaxConnections(10));
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      idle.add(at.raw(""));
      int open = i + 1;
      await().atMost(Duration.ofSeconds(60)).until(() -> at.server.connections() == open);
    }

    assertThat(at.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(closed(idle.get(0))).isTrue();
  }

  @Test
  void answersHealthWhileAllThreadsWaitForRedis() throws Exception {
    at.start(
        ServerConfig.defaults().withDispatcher(DispatcherConfig.defaults().withThreads(2, 3, 2)));
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(
          at.client.sendAsync(at.request("/stuck").build(), HttpResponse.BodyHandlers.ofString()));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 5);

    assertThat(at.get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> busy = at.get("/stuck");
    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.body()).contains("problem:busy");
    assertThat(busy.headers().firstValue("Retry-After")).contains("1");
    at.stuck.countDown();
    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
  }
}
