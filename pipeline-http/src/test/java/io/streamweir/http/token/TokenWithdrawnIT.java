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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests that go on when the token of their caller is taken away. */
class TokenWithdrawnIT {
  private final ConcurrentHashMap<String, EventSink> sinks = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final String leaver = Token.secret();
  private final String stayer = Token.secret();
  @TempDir private Path directory;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    write(token("leaver", leaver, "orders", "bills"), token("stayer", stayer));
    List<Route> routes =
        List.of(
            Route.get("/wait", r -> Answer.later(new CompletableFuture<Answer>())).quick(),
            Route.get("/events", this::events).giving("text/event-stream"));
    Api api = new Api(routes, TokenFile.open(file()), ApiConfig.defaults());
    DispatcherConfig often = DispatcherConfig.defaults().withHeartbeat(Duration.ofMillis(400));
    server =
        HttpServer.start(api, ServerConfig.defaults().at("127.0.0.1", 0).withDispatcher(often));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer events(Request request) {
    return Answer.events(sink -> sinks.put(request.caller().name(), sink));
  }

  private Path file() {
    return directory.resolve("tokens");
  }

  private static Token token(String name, String secret, String... pipelines) {
    return new Token(
        name, Set.of(Role.READ), Token.hash(secret), Set.of(pipelines), TokenLimits.defaults());
  }

  private void write(Token... tokens) throws IOException {
    Path fresh = directory.resolve("fresh");
    StringBuilder lines = new StringBuilder();
    for (Token token : tokens) {
      lines.append(token).append('\n');
    }
    Files.writeString(fresh, lines);
    Files.move(fresh, file(), StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpRequest.Builder request(String token, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private CompletableFuture<HttpResponse<String>> get(String token, String path) {
    return client.sendAsync(request(token, path).build(), BodyHandlers.ofString());
  }

  private void awaitOpen(int streams) {
    Awaitility.await().atMost(PATIENCE).until(() -> sinks.size() == streams);
  }

  private static <T> T in(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void endsStreamsOfEventsAndNoOthers() throws Exception {
    CompletableFuture<HttpResponse<String>> left = get(leaver, "/events");
    CompletableFuture<HttpResponse<String>> stays = get(stayer, "/events");
    awaitOpen(2);

    write(token("stayer", stayer));

    assertThat(in(left).body()).endsWith("event: stopping\ndata: {}\n\n");
    assertThat(in(get(leaver, "/events")).statusCode()).isEqualTo(401);
    assertThat(sinks.get("stayer").ended()).isFalse();
    assertThat(stays).isNotDone();
  }

  @Test
  void endsStreamsWhereTheTokenIsForOtherPipelines() throws Exception {
    CompletableFuture<HttpResponse<String>> changed = get(leaver, "/events");
    awaitOpen(1);

    write(token("leaver", leaver, "orders"), token("stayer", stayer));

    assertThat(in(changed).body()).contains("event: stopping");
  }

  @Test
  void goesOnWhereOnlyTheLimitsOfTheTokenChange() throws Exception {
    CompletableFuture<HttpResponse<String>> stays = get(stayer, "/events");
    CompletableFuture<HttpResponse<String>> left = get(leaver, "/events");
    awaitOpen(2);

    TokenLimits fewer = TokenLimits.defaults().with("streams", "7");
    write(new Token("stayer", Set.of(Role.READ), Token.hash(stayer), Set.of(), fewer));

    assertThat(in(left).body()).contains("event: stopping"); // the file was read
    assertThat(sinks.get("stayer").ended()).isFalse();
    assertThat(stays).isNotDone();
  }

  @Test
  void endsWaits() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting = get(leaver, "/wait");
    Awaitility.await().atMost(PATIENCE).until(() -> server.openExchanges() == 1);

    write(token("stayer", stayer));

    assertThat(in(waiting).statusCode()).isEqualTo(503);
  }
}
