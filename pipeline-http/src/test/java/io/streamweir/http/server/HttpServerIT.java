package io.streamweir.http.server;

import static io.streamweir.http.server.RawHttp.closed;
import static io.streamweir.http.server.RawHttp.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Route;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerIT {
  private static final int BIG = 64 << 20;

  private final LinkedBlockingQueue<EventSink> sinks = new LinkedBlockingQueue<>();
  private final CompletableFuture<Answer> awaited = new CompletableFuture<>();
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  private void start(ServerConfig config) throws IOException {
    List<Route> routes =
        List.of(
            Route.get("/health/live", r -> Answer.text(200, "alive")).giving().byAnybody().quick(),
            Route.post("/echo", r -> Answer.of(200, "text/plain", r.body())).taking().giving(),
            Route.get("/big", r -> Answer.of(200, "text/plain", new byte[BIG])).giving(),
            Route.get("/base", r -> Answer.text(200, r.basePath())).giving(),
            Route.get("/events", r -> Answer.events(sinks::add)).giving("text/event-stream"),
            Route.get("/wait", r -> Answer.later(awaited)).quick(),
            Route.get("/stuck", this::stuck),
            Route.post("/lines", HttpServerIT::lines).taking().giving().streamed());
    Api api = new Api(routes, Authenticator.NONE, ApiConfig.defaults().withMaxBodyBytes(1_000_000));
    server = HttpServer.start(api, config.at("127.0.0.1", 0));
  }

  private Answer stuck(io.streamweir.http.core.Request request) throws InterruptedException {
    stuck.await();
    return Answer.empty(204);
  }

  /** Answers each line when it has come. */
  private static Answer lines(io.streamweir.http.core.Request request) {
    return Answer.written(
        "text/plain",
        out -> {
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(request.stream(), StandardCharsets.UTF_8));
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            out.write(("got " + line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
        });
  }

  @AfterEach
  void stop() {
    stuck.countDown();
    if (server != null) {
      server.close();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private Socket raw(String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static ServerConfig quick() {
    return ServerConfig.defaults().withTimes(Duration.ofSeconds(3), Duration.ofSeconds(3));
  }

  @Test
  void takesAndGivesWholeBodies() throws Exception {
    start(ServerConfig.defaults());
    String text = "ä".repeat(200_000);

    HttpResponse<String> answer =
        client.send(
            request("/echo").POST(HttpRequest.BodyPublishers.ofString(text)).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(text);
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void refusesABodyThatIsTooLongWhetherItSaysSoOrNot() throws Exception {
    start(ServerConfig.defaults());
    byte[] body = new byte[1_000_001];
    for (HttpRequest.BodyPublisher publisher :
        List.of(
            HttpRequest.BodyPublishers.ofByteArray(body),
            HttpRequest.BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(body)))) {
      HttpResponse<String> answer =
          client.send(
              request("/echo").POST(publisher).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("too-large");
    }
  }

  @Test
  void answersHeadWithTheLengthAndNoBody() throws Exception {
    start(ServerConfig.defaults());
    try (Socket socket =
        raw(
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
    start(ServerConfig.defaults().withBasePath("/a/b/"));

    assertThat(get("/base").body()).isEqualTo("/a/b");
    assertThat(server.url()).endsWith("/a/b");
    HttpResponse<String> outside =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/base"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(outside.statusCode()).isEqualTo(404);
    assertThat(get("x/base").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsProblemsOfItsOwnWithoutStackTraces() throws Exception {
    start(ServerConfig.defaults());
    for (String bad :
        List.of(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n",
            "GET /\r\nnonsense\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /a/../b HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n")) {
      try (Socket socket = raw(bad)) {
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
    start(quick());
    List<Socket> half = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      half.add(raw(i % 2 == 0 ? "" : "GET /base HTTP/1.1\r\nHost:"));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions() // on a slow machine this request, too, may not arrive in time
        .until(() -> get("/health/live").statusCode() == 200);
    for (Socket socket : half) {
      assertThat(closed(socket)).isTrue();
    }
  }

  @Test
  void closesAConnectionWhoseRequestComesByteByByte() throws Exception {
    start(quick());
    try (Socket socket = raw("GET /base HTTP/1.1\r\nX: ")) {
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
  void refusesABodyThatDoesNotArriveInTime() throws Exception {
    start(quick());
    try (Socket socket =
        raw("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")) {
      assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void givesUpAClientThatDoesNotReadItsAnswer() throws Exception {
    start(quick());
    try (Socket socket = raw("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      InputStream in = socket.getInputStream();
      assertThat(line(in)).startsWith("HTTP/1.1 200");
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(60)).until(() -> server.openExchanges() == 0);
      long read = 0;
      try {
        for (int n = in.read(new byte[1 << 16]); n >= 0; n = in.read(new byte[1 << 16])) {
          read += n;
        }
      } catch (SocketException e) {
        // Cut, as it should be.
      }
      assertThat(read).isLessThan(BIG);
    }
  }

  @Test
  void makesRoomForANewConnectionByClosingTheOneThatIsIdleForLongest() throws Exception {
    start(ServerConfig.defaults().withMaxConnections(10));
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      idle.add(raw(""));
      int open = i + 1;
      await().atMost(Duration.ofSeconds(60)).until(() -> server.connections() == open);
    }

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(closed(idle.get(0))).isTrue();
  }

  @Test
  void answersHealthWhileAllThreadsWaitForRedis() throws Exception {
    start(ServerConfig.defaults().withDispatcher(DispatcherConfig.defaults().withThreads(2, 3, 2)));
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(
          client.sendAsync(request("/stuck").build(), HttpResponse.BodyHandlers.ofString()));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> server.openExchanges() == 5);

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> busy = get("/stuck");
    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.body()).contains("problem:busy");
    assertThat(busy.headers().firstValue("Retry-After")).contains("1");
    stuck.countDown();
    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void streamsEventsAndHeartbeats() throws Exception {
    start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withHeartbeat(Duration.ofMillis(200))));
    try (Socket socket = raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      EventSink sink = sinks.poll(60, TimeUnit.SECONDS);
      CountDownLatch over = new CountDownLatch(1);
      sink.onEnd(over::countDown);
      assertThat(sink.send(Event.of("first", Json.object().put("n", 1)).withId("7"))).isTrue();
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), "UTF-8"));
      List<String> lines = new ArrayList<>();
      for (int beats = 0; beats < 5; ) {
        String line = reader.readLine();
        lines.add(line);
        beats += line.equals(":") ? 1 : 0;
      }
      assertThat(lines)
          .contains("Content-Type: text/event-stream", "id: 7", "event: first", "data: {\"n\":1}");
      assertThat(sink.ended()).isFalse();
      sink.end();
      assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(sink.send(Event.of("late", Json.object()))).isFalse();
      await().atMost(Duration.ofSeconds(60)).until(() -> server.openExchanges() == 0);
    }
  }

  /** So that a browser knows that it is connected, and a proxy does not give up. */
  @Test
  void opensAStreamBeforeItsFirstEvent() throws Exception {
    start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withHeartbeat(Duration.ofHours(1))));
    HttpResponse<InputStream> opened =
        client.send(
            request("/events").timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(opened.statusCode()).isEqualTo(200);
    EventSink sink = sinks.poll(60, TimeUnit.SECONDS);
    sink.send(Event.of("first", Json.object()));
    sink.end();
    assertThat(new String(opened.body().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("event: first\ndata: {}\n\n");
  }

  @Test
  void endsTheStreamOfAClientThatHasGoneAway() throws Exception {
    start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withHeartbeat(Duration.ofMillis(100))));
    CountDownLatch over = new CountDownLatch(1);
    try (Socket socket = raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      EventSink sink = sinks.poll(60, TimeUnit.SECONDS);
      sink.onEnd(over::countDown);
      sink.send(Event.of("first", Json.object()));
      assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsTheStreamOfAClientThatDoesNotRead() throws Exception {
    start(ServerConfig.defaults());
    try (Socket socket = raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      EventSink sink = sinks.poll(60, TimeUnit.SECONDS);
      Event event = new Event("big", null, "x".repeat(100_000));
      int sent = 0;
      while (sink.send(event) && sent < 10_000) {
        sent++;
      }
      assertThat(sent).isLessThan(10_000);
      await().atMost(Duration.ofSeconds(60)).until(() -> server.openExchanges() == 0);
    }
  }

  @Test
  void streamsABodyBothWays() throws Exception {
    start(ServerConfig.defaults());
    try (Socket socket =
        raw(
            "POST /lines HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "4\r\n"
                + "one\n\r\n")) {
      InputStream in = socket.getInputStream();
      while (!line(in).isEmpty()) {}
      assertThat(line(in)).isEqualTo("8");
      assertThat(line(in)).isEqualTo("got one");
      socket.getOutputStream().write("4\r\ntwo\n\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(line(in)).isEmpty();
      assertThat(line(in)).isEqualTo("8");
      assertThat(line(in)).isEqualTo("got two");
    }
  }

  @Test
  void stopsStreamsAndWaitsAndTellsClientsToAskAgain() throws Exception {
    start(ServerConfig.defaults());
    CompletableFuture<HttpResponse<String>> stream =
        client.sendAsync(request("/events").build(), HttpResponse.BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(request("/wait").build(), HttpResponse.BodyHandlers.ofString());
    sinks.poll(60, TimeUnit.SECONDS).send(Event.of("first", Json.object()));
    await().atMost(Duration.ofSeconds(60)).until(() -> server.openExchanges() == 2);
    HttpResponse<String> before = get("/base");
    assertThat(before.statusCode()).isEqualTo(200);

    server.drain(Duration.ofSeconds(60));

    assertThat(stream.get(60, TimeUnit.SECONDS).body()).contains("event: first", "event: stopping");
    assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    assertThat(waiting.get().headers().firstValue("Retry-After")).contains("1");
    assertThat(get("/base").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(awaited).isCancelled();
  }
}
