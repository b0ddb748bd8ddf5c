package io.streamweir.http.server;

import static io.streamweir.http.server.RawHttp.line;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Route;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A server with routes of every kind, on a free port. */
final class TestServer implements AutoCloseable {
  static final int BIG = 64 << 20;

  final LinkedBlockingQueue<EventSink> sinks = new LinkedBlockingQueue<>();
  final CompletableFuture<Answer> awaited = new CompletableFuture<>();
  final CountDownLatch stuck = new CountDownLatch(1);
  final CountDownLatch handling = new CountDownLatch(1);
  final HttpClient client = HttpClient.newHttpClient();
  HttpServer server;

  void start(ServerConfig config) throws IOException {
    List<Route> routes =
        List.of(
            Route.get("/health/live", r -> Answer.text(200, "alive")).giving().byAnybody().quick(),
            Route.post("/echo", r -> Answer.of(200, "text/plain", r.body())).taking().giving(),
            Route.get("/big", r -> Answer.of(200, "text/plain", new byte[BIG])).giving(),
            Route.get("/base", r -> Answer.text(200, r.basePath())).giving(),
            Route.get("/events", r -> Answer.events(sinks::add)).giving("text/event-stream"),
            Route.get("/wait", r -> Answer.later(awaited)).quick(),
            Route.get("/stuck", this::stuck),
            Route.post("/hold", this::stuck).taking(),
            Route.get("/dead", TestServer::dead),
            Route.get("/cut", r -> Answer.written("text/plain", out -> dead(r))).giving(),
            Route.get("/short", r -> Answer.written("text/plain", TestServer::cut)).giving(),
            Route.post("/lines", TestServer::lines).taking().giving().streamed());
    Api api = new Api(routes, Authenticator.NONE, ApiConfig.defaults().withMaxBodyBytes(1_000_000));
    server = HttpServer.start(api, config.at("127.0.0.1", 0));
  }

  private Answer stuck(io.streamweir.http.core.Request request) throws InterruptedException {
    handling.countDown();
    stuck.await();
    return Answer.empty(204);
  }

  private static Answer dead(io.streamweir.http.core.Request request) {
    throw new StackOverflowError();
  }

  private static void cut(OutputStream out) throws IOException {
    out.write("the first half".getBytes(StandardCharsets.UTF_8));
    out.flush();
    throw new StackOverflowError();
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

  @Override
  public void close() {
    stuck.countDown();
    if (server != null) {
      server.close();
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
    return client.send(
        request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  Socket raw(String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return socket;
  }
}
