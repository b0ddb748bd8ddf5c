package io.streamweir.http.token;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers hear of a server when they ask for more than their tokens allow. */
class TokenLimitsIT {
  private final LinkedBlockingQueue<EventSink> sinks = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path directory;
  private HttpServer server;

  private String token(String name, TokenLimits limits) throws Exception {
    String secret = Token.secret();
    Set<Role> roles = Set.of(Role.READ);
    TokenFile.add(
        directory.resolve("tokens"), new Token(name, roles, Token.hash(secret), Set.of(), limits));
    return secret;
  }

  private void start() throws Exception {
    List<Route> routes =
        List.of(
            Route.get("/name", r -> Answer.text(200, r.caller().name())).giving(),
            Route.post("/echo", r -> Answer.of(200, "text/plain", r.body())).taking().giving(),
            Route.post("/lines", TokenLimitsIT::echoed).taking().giving().streamed(),
            Route.get("/events", r -> Answer.events(sinks::add)).giving("text/event-stream"));
    Api api = new Api(routes, TokenFile.open(directory.resolve("tokens")), ApiConfig.defaults());
    server =
        HttpServer.start(
            api,
            ServerConfig.defaults()
                .at("127.0.0.1", 0)
                .withDispatcher(DispatcherConfig.defaults().withThreads(32, 1_024, 8)));
  }

  private static Answer echoed(Request request) {
    return Answer.written("text/plain", out -> request.stream().transferTo(out));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String token, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String token, String path) throws Exception {
    return client.send(request(token, path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String token, String path, BodyPublisher body)
      throws Exception {
    return client.send(request(token, path).POST(body).build(), BodyHandlers.ofString());
  }

  private static void refuses(HttpResponse<String> answer, int status, String type) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("urn:streamweir:problem:" + type);
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 429);
  }

  @Test
  void boundTheRateOfOneCallerAndOfNoOther() throws Exception {
    String hasty = token("hasty", TokenLimits.defaults().with("rate", "1"));
    String calm = token("calm", TokenLimits.defaults());
    start();

    Awaitility.await().atMost(PATIENCE).until(() -> get(hasty, "/name").statusCode() == 429);
    assertThat(get(calm, "/name").body()).isEqualTo("calm");
    Awaitility.await().atMost(PATIENCE).until(() -> get(hasty, "/name").statusCode() == 200);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> refuses(get(hasty, "/name"), 429, "rate-limited"));
  }

  @Test
  void boundBodiesWhetherTheySayTheirLengthOrNot() throws Exception {
    String small = token("small", TokenLimits.defaults().with("body", "1000"));
    start();

    assertThat(post(small, "/echo", BodyPublishers.ofString("x".repeat(1_000))).body())
        .hasSize(1_000);
    byte[] longer = "x".repeat(1_001).getBytes(StandardCharsets.UTF_8);
    refuses(post(small, "/echo", BodyPublishers.ofByteArray(longer)), 413, "too-large");
    BodyPublisher untold =
        BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(longer));
    refuses(post(small, "/echo", untold), 413, "too-large");
  }

  /** Bulk submits, whose bodies are streamed, count as streams. */
  @Test
  void boundOpenStreamsAndGiveBackTheirPlaces() throws Exception {
    String one = token("one", TokenLimits.defaults().with("streams", "1"));
    start();

    HttpResponse<InputStream> first =
        client.send(request(one, "/events").build(), BodyHandlers.ofInputStream());
    EventSink sink = sinks.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    refuses(get(one, "/events"), 429, "too-many-open");
    refuses(post(one, "/lines", BodyPublishers.ofString("a\n")), 429, "too-many-open");
    assertThat(get(one, "/name").statusCode()).isEqualTo(200);
    sink.end();
    first.body().close();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> post(one, "/lines", BodyPublishers.ofString("a\n")).statusCode() == 200);
  }

  /** However many streams the token allows. */
  @Test
  void leaveOthersThreadsForTheirBulks() throws Exception {
    String greedy = token("greedy", TokenLimits.defaults());
    String modest = token("modest", TokenLimits.defaults());
    start();

    try (Socket first = open(greedy);
        Socket second = open(greedy)) {
      assertThat(first.getInputStream().read()).isEqualTo('H');
      assertThat(second.getInputStream().read()).isEqualTo('H');
      refuses(post(greedy, "/lines", BodyPublishers.ofString("a")), 429, "too-many-open");
      assertThat(post(modest, "/lines", BodyPublishers.ofString("a")).statusCode()).isEqualTo(200);
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> post(greedy, "/lines", BodyPublishers.ofString("a")).statusCode() == 200);
  }

  /** A bulk whose body goes on. */
  private Socket open(String token) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String head = "POST /lines HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token;
    String text = head + "\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
