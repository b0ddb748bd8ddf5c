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
 * What people have written of the routes: for each its summary, the parameters of its query and the
 * schemas of its body and answers. Immutable.
 */
final class OperationTexts {
  private static final String FILE = "operations.json";

  private final JsonNode all;

  private OperationTexts(JsonNode all) {
    this.all = all;
  }

  static OperationTexts read() {
    try (InputStream in = OperationTexts.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("the class path has no " + FILE);
      }
      return new OperationTexts(StrictJson.read(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is written of a route; an empty object where that is nothing. */
  JsonNode of(Route route) {
    JsonNode text = all.get("operations").get(route.method() + " " + route.path());
    return text == null ? Json.object() : text;
  }

  /** The routes of which something is written, as {@code GET /v1/me}. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    all.get("operations").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The schemas that bodies and answers refer to, by their names. */
  ObjectNode schemas() {
    return all.get("schemas").deepCopy();
  }
}
