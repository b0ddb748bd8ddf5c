package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** A shop in a process of its own, and the balancer's view of it. Thread-safe. */
final class ShopInstance implements AutoCloseable {
  /** A JVM with a web server starts, or a request waits behind one that does. */
  static final Duration PATIENCE = Patience.PATIENCE.multipliedBy(2);

  private final ChildJvm jvm;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private int begun;
  private boolean left;

  private ShopInstance(ChildJvm jvm) {
    this.jvm = jvm;
  }

  /** Starts one; {@link #awaitOpen} waits until it works. */
  static ShopInstance start(RedisServer redis, Path ledger, String... arguments) {
    return start(List.of("-Dspring.devtools.restart.enabled=false"), redis, ledger, arguments);
  }

  static ShopInstance start(
      List<String> options, RedisServer redis, Path ledger, String... arguments) {
    return start(options, ShopProcess.class, redis, ledger, arguments);
  }

  static ShopInstance start(
      List<String> options, Class<?> main, RedisServer redis, Path ledger, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--streamweir.redis.uri=" + redis.uri());
    all.add("--shop.ledger=" + ledger);
    return new ShopInstance(ChildJvm.start(options, Map.of(), main, all.toArray(String[]::new)));
  }

  ShopInstance awaitOpen() {
    jvm.awaitOutput(ShopProcess.OPEN, PATIENCE);
    return this;
  }

  ChildJvm jvm() {
    return jvm;
  }

  /** Asks whether a request may be sent here; each true is one that will be. */
  synchronized boolean enter() {
    if (left) {
      return false;
    }
    begun++;
    return true;
  }

  /** Takes it out of the balancer. Returns when it has heard of all requests that were sent. */
  void leave() {
    int sent;
    synchronized (this) {
      left = true;
      sent = begun;
    }
    await().atMost(PATIENCE).until(() -> Integer.parseInt(get("shop", "/entered").body()) >= sent);
  }

  /** Places an order and waits for its end. */
  String order(String number) throws IOException {
    HttpResponse<String> answer = post("/orders/" + number);
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    return answer.body();
  }

  HttpResponse<String> post(String path) throws IOException {
    return send(request("shop", path).POST(BodyPublishers.noBody()));
  }

  /**
   * Asks one of its servers.
   *
   * @param server {@code shop} or {@code management}
   */
  HttpResponse<String> get(String server, String path) throws IOException {
    return send(request(server, path));
  }

  private HttpRequest.Builder request(String server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(server) + path))
        .timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Of the newest server: one that was restarted says another. It is remembered, since only the end
   * of what a process prints is kept.
   */
  private int port(String server) {
    Pattern.compile("port of " + server + ": (\\d+)")
        .matcher(jvm.output())
        .results()
        .forEach(said -> ports.put(server, Integer.parseInt(said.group(1))));
    assertThat(ports).as(jvm.output()).containsKey(server);
    return ports.get(server);
  }

  /** Ends it as a platform does, and waits for it. */
  void terminate() {
    jvm.terminate();
    assertThat(jvm.awaitExit(PATIENCE)).as(jvm.output()).isNotEmpty();
  }

  @Override
  public void close() {
    jvm.close();
  }
}
