package io.streamweir.http.servlet;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API in a servlet container: Jetty's, below a context and a path of the servlet. */
class ApiServletIT {
  private static final String BASE = "/shop/streamweir";
  private static final int BIG = 64 << 20;

  private final LinkedBlockingQueue<EventSink> sinks = new LinkedBlockingQueue<>();
  private final CompletableFuture<Answer> awaited = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private ApiServlet servlet;

  @BeforeEach
  void start() throws Exception {
    List<Route> routes =
        List.of(
            Route.get("/health/live", r -> Answer.text(200, "alive")).giving().byAnybody().quick(),
            Route.post("/echo", r -> Answer.of(200, "text/plain", r.body())).taking().giving(),
            Route.get("/base", r -> Answer.text(200, r.basePath() + r.query("q"))).giving(),
            Route.get("/names/{name}", r -> Answer.text(200, r.parameter("name"))).giving(),
            Route.get("/big", r -> Answer.of(200, "text/plain", new byte[BIG])).giving(),
            Route.get("/events", r -> Answer.events(sinks::add)).giving("text/event-stream"),
            Route.get("/wait", r -> Answer.later(awaited)).quick(),
            Route.post("/later", r -> Answer.later(awaited)).taking(),
            Route.post("/lines", ApiServletIT::lines).taking().giving().streamed());
    Api api = new Api(routes, Authenticator.NONE, ApiConfig.defaults().withMaxBodyBytes(1_000_000));
    servlet =
        new ApiServlet(
            api,
            DispatcherConfig.defaults()
                .withHeartbeat(Duration.ofMillis(200))
                .withBodyBytes(1_500_000));
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    ServletContextHandler context = new ServletContextHandler("/shop");
    context.addServlet(holder, "/streamweir/*");
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  /** Answers each line when it has come. */
  private static Answer lines(Request request) {
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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + connector.getLocalPort() + BASE + path))
        .timeout(PATIENCE);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, BodyPublisher body) throws Exception {
    return client.send(request(path).POST(body).build(), BodyHandlers.ofString());
  }

  private Socket raw(String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private EventSink sink() throws InterruptedException {
    EventSink sink = sinks.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(sink).isNotNull();
    return sink;
  }

  @Test
  void waitsForNoBodyThatNoHandlerReads() throws Exception {
    String get = "GET " + BASE + "/health/live HTTP/1.1\r\nHost: localhost\r\n";
    try (Socket socket = raw(get + "Content-Length: 900000\r\n\r\nabc")) {
      socket.setSoTimeout(5_000); // the container itself gives up after 30 s
      assertThat((char) socket.getInputStream().read()).isEqualTo('H');
      assertThat(new String(socket.getInputStream().readNBytes(11), StandardCharsets.UTF_8))
          .isEqualTo("TTP/1.1 200");
    }
  }

  @Test
  void refusesBodiesThatAreTooMuchTogether() throws Exception {
    byte[] body = new byte[900_000];
    assertThat(post("/echo", BodyPublishers.ofByteArray(body)).statusCode()).isEqualTo(200);
    CompletableFuture<HttpResponse<String>> held =
        client.sendAsync(
            request("/later").POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofString());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> post("/echo", BodyPublishers.ofByteArray(body)).statusCode() == 503);
    awaited.complete(Answer.empty(204));
    assertThat(held.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> post("/echo", BodyPublishers.ofByteArray(body)).statusCode() == 200);
  }

  @Test
  void answersBelowItsPathAsTheServerDoes() throws Exception {
    String text = "ä".repeat(200_000);
    assertThat(post("/echo", BodyPublishers.ofString(text)).body()).isEqualTo(text);
    assertThat(get("/base?q=1").body()).isEqualTo(BASE + "Optional[1]");
    assertThat(get("/names/a%20b").body()).isEqualTo("a b");
    HttpResponse<String> none = get("/none");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(none.headers().firstValue("X-Request-Id")).isPresent();
    HttpResponse<String> head =
        client.send(
            request("/names/abc").method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(head.headers().firstValue("Content-Length")).contains("3");
    assertThat(head.body()).isEmpty();
    assertThat(post("/base", BodyPublishers.noBody()).statusCode()).isEqualTo(405);
    assertThat(get("/big").body()).hasSize(BIG);
  }

  @Test
  void refusesABodyThatIsTooLong() throws Exception {
    HttpResponse<String> answer = post("/echo", BodyPublishers.ofByteArray(new byte[1_000_001]));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("too-large");
  }

  @Test
  void streamsEventsAndHeartbeatsUntilTheyEnd() throws Exception {
    CompletableFuture<HttpResponse<Stream<String>>> stream =
        client.sendAsync(request("/events").build(), BodyHandlers.ofLines());
    EventSink sink = sink();
    CountDownLatch over = new CountDownLatch(1);
    sink.onEnd(over::countDown);
    for (int i = 0; i < 1_000; i++) {
      assertThat(sink.send(Event.of("n", Json.object().put("n", i)))).isTrue();
    }
    HttpResponse<Stream<String>> answer = stream.get(60, TimeUnit.SECONDS);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
    var lines = answer.body().iterator();
    for (int i = 0; i < 1_000; ) {
      i += lines.next().equals("data: {\"n\":" + i + "}") ? 1 : 0;
    }
    for (int beats = 0; beats < 3; ) {
      beats += lines.next().equals(":") ? 1 : 0;
    }
    sink.end();
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    while (lines.hasNext()) {
      assertThat(lines.next()).isIn(":", "");
    }
  }

  @Test
  void endsTheStreamsOfClientsThatDoNotReadOrHaveGoneAwayAndKeepsNobodyWaiting() throws Exception {
    String events = "GET " + BASE + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Socket slow = raw(events)) {
      assertThat(slow.isConnected()).isTrue();
      EventSink sink = sink();
      Event event = new Event("big", null, "x".repeat(100_000));
      int sent = 0;
      while (sink.send(event) && sent < 10_000) {
        sent++;
      }
      assertThat(sent).isLessThan(10_000);
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }
    CountDownLatch over = new CountDownLatch(1);
    try (Socket gone = raw(events)) {
      EventSink sink = sink();
      sink.onEnd(over::countDown);
      sink.send(Event.of("first", Json.object()));
      assertThat(gone.getInputStream().read()).isEqualTo('H');
    }
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void streamsABodyBothWays() throws Exception {
    String head =
        "POST " + BASE + "/lines HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (Socket socket = raw(head + "4\r\none\n\r\n")) {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      while (!reader.readLine().equals("got one")) {}
      socket.getOutputStream().write("4\r\ntwo\n\r\n0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      while (!reader.readLine().equals("got two")) {}
    }
  }

  @Test
  void stopsStreamsAndWaitsAndTellsClientsToAskAgain() throws Exception {
    CompletableFuture<HttpResponse<String>> stream =
        client.sendAsync(request("/events").build(), BodyHandlers.ofString());
    sink().send(Event.of("first", Json.object()));
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
    Awaitility.await().atMost(PATIENCE).until(() -> awaited.getNumberOfDependents() > 0);

    servlet.drain(PATIENCE);

    assertThat(stream.get(60, TimeUnit.SECONDS).body()).contains("event: first", "event: stopping");
    assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    assertThat(waiting.get().headers().firstValue("Retry-After")).contains("1");
    assertThat(get("/base").statusCode()).isEqualTo(503);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void answersAgainAfterADrain() throws Exception {
    servlet.drain(PATIENCE);
    assertThat(get("/names/a").statusCode()).isEqualTo(503);

    servlet.resume();

    assertThat(get("/names/a").statusCode()).isEqualTo(200);
  }
}
