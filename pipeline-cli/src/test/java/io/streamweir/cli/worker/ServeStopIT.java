package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of a {@code serve} hear when it is asked to stop. */
@WithRedis
class ServeStopIT {
  private static final String PIPELINE = "/v1/pipelines/flaky";
  private static final String GOOD = "{\"input\":{\"line\":\"good\"}}";
  @TempDir private Path directory;

  private static Socket raw(Served served, String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", served.port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** A bulk submit that goes on keeps the server for its time of grace. */
  @Test
  void endsStreamsAndWaitsRefusesWhatIsNewAndEndsThoughAClientGoesOnSending(RedisSpace space)
      throws Exception {
    String tokens = directory.resolve("tokens").toString();
    String token =
        Run.of("token", "new", "shop", "--role=submit", "--limit=waits=1", "--tokens", tokens)
            .out()
            .strip();
    try (Served served = Served.by(Place.of(space), "--tokens", tokens).as(token);
        Socket bulk = raw(served, head(token) + chunk(GOOD + "\n"));
        Socket half = raw(served, "GET /v1/me HTTP/1.1\r\nHo")) {
      assertThat(half.isConnected()).isTrue();
      BufferedReader answer = reader(bulk);
      while (!line(answer).contains("\"line\":1")) {}
      String job = served.json("POST", PIPELINE + "/jobs", GOOD).get("job").asText();
      HttpResponse<Stream<String>> events =
          served.lines("GET", PIPELINE + "/jobs/" + job + "/events", "");
      Iterator<String> said = events.body().iterator();
      assertThat(said.next()).isEqualTo("event: open");
      CompletableFuture<HttpResponse<String>> waiting =
          served.begin("GET", PIPELINE + "/jobs/" + job, "", "Prefer", "wait=60");
      Awaitility.await() // until the one that the token may wait for has arrived
          .atMost(PATIENCE)
          .until(
              () ->
                  served.send("GET", PIPELINE + "/jobs/" + job, "", "Prefer", "wait=1").statusCode()
                      == 429);

      served.stop();

      HttpResponse<String> waited = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(waited.statusCode()).isEqualTo(200);
      assertThat(waited.body()).contains("\"state\":\"open\"");
      assertThat(waited.headers().firstValue("Retry-After")).isPresent();
      List<String> rest = new ArrayList<>();
      said.forEachRemaining(rest::add);
      assertThat(rest).contains("event: stopping");
      expectRefused(served);
      assertThat(served.stopped()).hasValue(0);
      assertThat(served.output()).doesNotContain("Exception", "ERROR");
    }
  }

  private static void expectRefused(Served served) throws Exception {
    HttpResponse<String> late = served.send("GET", "/v1/me", "");
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.body()).contains("problem:stopping");
    assertThat(late.headers().firstValue("Retry-After")).isPresent();
    assertThat(served.send("GET", "/health/live", "").statusCode()).isEqualTo(200);
    assertThat(served.send("GET", "/health/ready", "").body()).contains("stopping");
  }

  private static String head(String token) {
    return "POST "
        + PIPELINE
        + "/jobs/bulk HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
        + "Authorization: Bearer "
        + token
        + "\r\nTransfer-Encoding: chunked\r\n\r\n";
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static String line(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the answer has ended");
    }
    return line;
  }
}
