package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Route;
import io.streamweir.http.core.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What people have written of the routes: for each its name, a summary, its parameters, its body
 * and its answers, and the components to which they refer. Immutable.
 */
final class OperationTexts {
  private final JsonNode operations;
  private final JsonNode components;

  private OperationTexts(JsonNode operations, JsonNode components) {
    this.operations = operations;
    this.components = components;
  }

  static OperationTexts read() {
    return new OperationTexts(read("operations.json"), read("components.json"));
  }

  private static JsonNode read(String file) {
    try (InputStream in = OperationTexts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("the class path has no " + file);
      }
      return StrictJson.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is written of a route; an empty object where that is nothing. */
  JsonNode of(Route route) {
    JsonNode text = operations.get(route.method() + " " + route.path());
    return text == null ? Json.object() : text;
  }

  /** The routes of which something is written, as {@code GET /v1/me}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    operations.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The schemas, parameters and headers, by their names. */
  ObjectNode components() {
    return components.deepCopy();
  }
}
