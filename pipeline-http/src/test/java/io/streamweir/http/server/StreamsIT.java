package io.streamweir.http.server;

import static io.streamweir.http.server.RawHttp.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.http.core.DispatcherConfig;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that go on: events, lines, and how they end. */
class StreamsIT {
  private final TestServer at = new TestServer();

  @AfterEach
  void stop() {
    at.close();
  }

  @Test
  void streamsEventsAndHeartbeats() throws Exception {
    at.start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withHeartbeat(Duration.ofMillis(200))));
    try (Socket socket = at.raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      EventSink sink = at.sinks.poll(60, TimeUnit.SECONDS);
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
          .contains("Content-Type: text/event-stream", "id: 7", "event: first", "data: {\"n\":1}")
          .contains("Cache-Control: no-cache", "X-Accel-Buffering: no");
      assertThat(sink.ended()).isFalse();
      sink.end();
      assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(sink.send(Event.of("late", Json.object()))).isFalse();
      await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 0);
    }
  }

  /** So that a browser knows that it is connected, and a proxy does not give up. */
  @Test
  void opensAStreamBeforeItsFirstEvent() throws Exception {
    at.start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withHeartbeat(Duration.ofHours(1))));
    HttpResponse<InputStream> opened =
        at.client.send(
            at.request("/events").timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(opened.statusCode()).isEqualTo(200);
    EventSink sink = at.sinks.poll(60, TimeUnit.SECONDS);
    sink.send(Event.of("first", Json.object()));
    sink.end();
    assertThat(new String(opened.body().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("event: first\ndata: {}\n\n");
  }

  @Test
  void endsTheStreamOfAClientThatHasGoneAway() throws Exception {
    at.start(
        ServerConfig.defaults()
            .withDispatcher(DispatcherConfig.defaults().withHeartbeat(Duration.ofMillis(100))));
    CountDownLatch over = new CountDownLatch(1);
    try (Socket socket = at.raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      EventSink sink = at.sinks.poll(60, TimeUnit.SECONDS);
      sink.onEnd(over::countDown);
      sink.send(Event.of("first", Json.object()));
      assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsTheStreamOfAClientThatDoesNotRead() throws Exception {
    at.start(ServerConfig.defaults());
    try (Socket socket = at.raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      EventSink sink = at.sinks.poll(60, TimeUnit.SECONDS);
      Event event = new Event("big", null, "x".repeat(100_000));
      int sent = 0;
      while (sink.send(event) && sent < 10_000) {
        sent++;
      }
      assertThat(sent).isLessThan(10_000);
      await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 0);
    }
  }

  @Test
  void streamsABodyBothWays() throws Exception {
    at.start(ServerConfig.defaults());
    try (Socket socket =
        at.raw(
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
    at.start(ServerConfig.defaults());
    CompletableFuture<HttpResponse<String>> stream =
        at.client.sendAsync(at.request("/events").build(), HttpResponse.BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> waiting =
        at.client.sendAsync(at.request("/wait").build(), HttpResponse.BodyHandlers.ofString());
    at.sinks.poll(60, TimeUnit.SECONDS).send(Event.of("first", Json.object()));
    await().atMost(Duration.ofSeconds(60)).until(() -> at.server.openExchanges() == 2);
    HttpResponse<String> before = at.get("/base");
    assertThat(before.statusCode()).isEqualTo(200);

    at.server.drain(Duration.ofSeconds(60));

    assertThat(stream.get(60, TimeUnit.SECONDS).body()).contains("event: first", "event: stopping");
    assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    assertThat(waiting.get().headers().firstValue("Retry-After")).contains("1");
    assertThat(at.get("/base").statusCode()).isEqualTo(503);
    assertThat(at.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(at.awaited).isCancelled();
  }
}
