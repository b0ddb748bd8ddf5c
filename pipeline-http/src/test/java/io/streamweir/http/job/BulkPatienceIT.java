package io.streamweir.http.job;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.ClientConfig;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.server.HttpServer;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.redis.RedisConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Clients of bulk submits that send nothing of use. */
@WithRedis
class BulkPatienceIT {
  private static final String HEAD =
      "POST /v1/pipelines/orders/jobs/bulk HTTP/1.1\r\n"
          + "Host: localhost\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LINE = "{\"input\":{\"number\":\"A\",\"cents\":1}}\n";

  @Test
  void endsABulkOfWhichNothingButBlankLinesComes(RedisSpace space) throws Exception {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    try (Engine engine = Engine.of(redis, List.of(Orders.plain()));
        Clients clients = new Clients(engine, ClientConfig.defaults());
        HttpServer server = start(new Bulk(engine, clients, Duration.ofSeconds(1)));
        Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      send(socket.getOutputStream(), HEAD);
      chunk(socket.getOutputStream(), LINE);
      sender.scheduleWithFixedDelay(() -> blank(socket), 50, 50, TimeUnit.MILLISECONDS);

      String answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
              .lines()
              .takeWhile(line -> !line.equals("0"))
              .collect(Collectors.joining("\n"));

      assertThat(answers)
          .contains("{\"line\":1,\"job\":")
          .contains("{\"end\":true,\"submitted\":1,\"duplicates\":0,\"refused\":0,\"problem\":")
          .contains("problem:request-timeout");
      await().atMost(PATIENCE).until(() -> server.openExchanges() == 0 && !isRead());
    } finally {
      sender.shutdownNow();
    }
  }

  private static HttpServer start(Bulk bulk) throws IOException {
    Route route =
        Route.post("/v1/pipelines/{pipeline}/jobs/bulk", bulk::submit).taking().giving().streamed();
    Api api = new Api(List.of(route), Authenticator.NONE, ApiConfig.defaults());
    return HttpServer.start(api, ServerConfig.defaults().at("127.0.0.1", 0));
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void chunk(OutputStream out, String text) throws IOException {
    send(out, Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  private static void blank(Socket socket) {
    try {
      chunk(socket.getOutputStream(), "\n");
    } catch (IOException e) {
      throw new IllegalStateException("the server has closed the connection", e);
    }
  }

  private static boolean isRead() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getClassName().equals(BulkReader.class.getName()));
  }
}
