package io.streamweir.http.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Headers;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is said of one request. */
final class Described {
  private static final String STREAM = "text/event-stream";
  private static final String LINES = "application/x-ndjson";

  /** Problems that any operation may have, since no handler makes them by itself. */
  private static final Set<Integer> ANYWHERE =
      Set.of(400, 401, 403, 405, 406, 408, 413, 415, 429, 500, 503);

  private final String name;
  private final Optional<JsonNode> operation;
  private final JsonNode document;
  private final Schemas schemas;

  Described(String name, Optional<JsonNode> operation, JsonNode document, Schemas schemas) {
    this.name = name;
    this.operation = operation;
    this.document = document;
    this.schemas = schemas;
  }

  void check(Answer.Whole answer, Request request) {
    JsonNode content = check(answer.status(), answer.headers());
    String type = type(answer.headers());
    if (content.isMissingNode()) {
      assertThat(answer.text()).as(name + " " + answer.status()).isEmpty();
    } else if (type.endsWith("json")) {
      JsonNode body = Json.parse(answer.text());
      schemas.check(name + " " + answer.status(), content.get("schema"), body);
      if (answer.status() >= 400) {
        assertThat(body.get("status").asInt()).as(name).isEqualTo(answer.status());
      }
    }
    if (answer.status() < 300) {
      checkTaken(request);
    }
  }

  /** Checks all but the body, and finds what is said of that. */
  JsonNode check(int status, Headers headers) {
    JsonNode response = response(status);
    for (var each : response.path("headers").properties()) {
      checkHeader(each.getKey(), resolved(each.getValue()), headers.first(each.getKey()));
    }
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      return content;
    }
    assertThat(content.has(type(headers)))
        .as("%s %d answers %s, not %s", name, status, type(headers), content)
        .isTrue();
    return content.get(type(headers));
  }

  private JsonNode response(int status) {
    if (operation.isEmpty()) {
      assertThat(status).as(name + " is not described").isIn(404, 405);
      return document.at("/components/responses/Problem");
    }
    JsonNode responses = operation.get().get("responses");
    JsonNode response = responses.get(Integer.toString(status));
    if (response == null) {
      assertThat(ANYWHERE).as(name + " answers a status that is not described").contains(status);
      response = responses.get("default");
    }
    return resolved(response);
  }

  private void checkHeader(String header, JsonNode said, Optional<String> value) {
    if (value.isEmpty()) {
      assertThat(said.path("required").asBoolean()).as(name + " lacks " + header).isFalse();
      return;
    }
    boolean number = said.at("/schema/type").asText().equals("integer");
    JsonNode given =
        number ? LongNode.valueOf(Long.parseLong(value.get())) : TextNode.valueOf(value.get());
    schemas.check(name + " " + header, said.get("schema"), given);
  }

  /** What is carried out must be what is described. A body that no handler reads may be any. */
  private void checkTaken(Request request) {
    JsonNode content = operation.orElseThrow().at("/requestBody/content");
    JsonNode schema = content.at("/application~1json/schema");
    boolean json = request.header("Content-Type").map(type -> type.contains("json")).orElse(true);
    if (request.body().length > 0 && json && !schema.isMissingNode()) {
      schemas.check(name + " takes", schema, Json.parse(new String(request.body(), UTF_8)));
    }
  }

  /** Checks an event of the stream. */
  void event(String event, String data) {
    JsonNode events = operation.orElseThrow().at("/responses/200/content").path(STREAM);
    JsonNode schema = events.path("x-events").get(event);
    assertThat(schema).as(name + " sends " + event).isNotNull();
    schemas.check(name + " sends " + event, schema, Json.parse(data));
  }

  /** Checks a line of the body. */
  void line(String line) {
    JsonNode content = operation.orElseThrow().at("/responses/200/content").path(LINES);
    schemas.check(name + " writes", content.get("x-lines"), Json.parse(line));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static String type(Headers headers) {
    String type = headers.first("Content-Type").orElse("");
    return type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
  }
}
