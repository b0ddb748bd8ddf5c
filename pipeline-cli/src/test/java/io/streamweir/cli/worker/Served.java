package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process that serves the API of the pipeline {@code flaky}, and a client of it. */
final class Served implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("serving at (http://127\\.0\\.0\\.1:(\\d+))");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildJvm process;
  private final String url;
  private final int port;
  private String token = "";

  /** A process that begins to serve. */
  Served(ChildJvm process) {
    process.awaitOutput("serving at", PATIENCE);
    Matcher said = URL.matcher(process.output());
    assertThat(said.find()).as(process.output()).isTrue();
    this.process = process;
    this.url = said.group(1);
    this.port = Integer.parseInt(said.group(2));
  }

  /** Serves on any free port. */
  static Served by(Place place, String... more) {
    return by("serve", place, more);
  }

  /** The same of a command that serves beside what else it does. */
  static Served by(String command, Place place, String... more) {
    Stream<String> words = Stream.of(command, "--port", "0", "-p", FlakyPipeline.NAME);
    return new Served(place.start(Stream.concat(words, Stream.of(more)).toArray(String[]::new)));
  }

  /** Sends this token from now on. */
  Served as(String token) {
    this.token = token;
    return this;
  }

  int port() {
    return port;
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.setHeader("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.setHeader("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return http.send(request(method, path, body, headers), BodyHandlers.ofString());
  }

  /** The answer when it comes. */
  CompletableFuture<HttpResponse<String>> begin(
      String method, String path, String body, String... headers) {
    return http.sendAsync(request(method, path, body, headers), BodyHandlers.ofString());
  }

  /** The lines of an answer as they come. */
  HttpResponse<Stream<String>> lines(String method, String path, String body) throws Exception {
    return http.send(request(method, path, body), BodyHandlers.ofLines());
  }

  JsonNode json(String method, String path, String body, String... headers) throws Exception {
    HttpResponse<String> answer = send(method, path, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return Json.parse(answer.body());
  }

  /** Asks the process to stop. */
  void stop() {
    process.terminate();
  }

  /** The status with which it ends when it is asked to stop. */
  OptionalInt stopped() {
    stop();
    return process.awaitExit(PATIENCE);
  }

  /** What it has said. */
  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
