package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline {@code webhook} by the command alone, with a server on a real socket. */
@WithRedis
class WebhookIT {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final Queue<String> signatures = new ConcurrentLinkedQueue<>();
  private HttpServer server;

  @TempDir private Path directory;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            signatures.add(exchange.getRequestHeaders().getFirst("webhook-signature"));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private ChildJvm worker(Place place, String allowed) throws IOException {
    Path secrets = Files.createDirectories(directory.resolve("secrets"));
    Files.writeString(secrets.resolve("orders"), SECRET + "\n" + SECRET + "\n");
    Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 looks-public.example\n");
    ChildJvm worker =
        ChildJvm.start(
            List.of("-Djdk.net.hosts.file=" + hosts),
            Map.of(
                "STREAMWEIR_WEBHOOK_SECRETS",
                secrets.toString(),
                "STREAMWEIR_WEBHOOK_ALLOW",
                allowed),
            Main.class,
            "worker",
            "-p",
            "webhook",
            "--redis",
            place.uri(),
            "--namespace",
            place.namespace());
    worker.awaitOutput("is ready", PATIENCE);
    return worker;
  }

  private static String line(String target, String body) {
    return "{\"target\":\"%s\",\"body\":\"%s\",\"secret\":\"orders\"}%n".formatted(target, body);
  }

  @Test
  void deliversWhatIsSubmittedByTheLine(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    try (ChildJvm worker = worker(place, "127.0.0.0/24, hooks.internal")) {
      Run submit =
          place.runWithInput(
              line(url, "one") + line(url, "two") + line("http://[::1]/", "three") + "{}\n",
              "submit",
              "-p",
              "webhook",
              "-");
      assertThat(submit.out()).isEqualTo("submitted 3, refused 1, duplicates 0\n");
      Awaitility.await().atMost(PATIENCE).until(() -> bodies.size() == 2);
      assertThat(bodies).containsExactly("one", "two");
      assertThat(signatures).allMatch(each -> each.matches("v1,[^ ]{44} v1,[^ ]{44}"));
      assertThat(dead(place, 1)).contains("refused target: ::1, which is not a public address");
      assertThat(worker.output()).doesNotContain(SECRET.substring(6));
    }
  }

  @Test
  void aNameThatLeadsInsideIsRefused(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    String url = "http://looks-public.example:" + server.getAddress().getPort() + "/";
    try (ChildJvm worker = worker(place, "")) {
      place.runWithInput(line(url, "x"), "submit", "-p", "webhook", "-");
      assertThat(dead(place, 1))
          .contains("looks-public.example is 127.0.0.1, which is not a public address");
      assertThat(bodies).isEmpty();
      assertThat(worker.isAlive()).isTrue();
    }
  }

  /** The list of dead letters once there are so many. */
  private static String dead(Place place, int number) {
    String[] list = {"dead", "list", "-p", "webhook", "--json"};
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> place.run(list).out().lines().filter(line -> !line.isBlank()).count() >= number);
    return place.run(list).out();
  }

  @Test
  void aSettingThatMakesNoSenseIsNamed(RedisSpace space) {
    Place place = Place.of(space);
    try (ChildJvm worker =
        ChildJvm.start(
            List.of(),
            Map.of("STREAMWEIR_WEBHOOK_TIMEOUT", "soon"),
            Main.class,
            "worker",
            "-p",
            "webhook",
            "--redis",
            place.uri())) {
      assertThat(worker.awaitExit(PATIENCE)).hasValue(2);
      assertThat(worker.output()).contains("STREAMWEIR_WEBHOOK_TIMEOUT", "'soon' is no duration");
    }
  }
}
