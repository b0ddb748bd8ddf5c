package io.streamweir.http.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.StrictJson;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line whose payload was written while its JSON was read. Only lines without fault are. {@link
 * SubmitRequest} reads all others, and says what is wrong with them.
 */
final class StraightLine {
  private byte @Nullable [] payload;
  private @Nullable ObjectNode options;

  private StraightLine() {}

  /** Reads a line; empty where it has a fault, or a rare form. */
  static Optional<StraightLine> read(byte[] text, Inputs<?> inputs) {
    StraightLine line = new StraightLine();
    try (JsonParser parser = StrictJson.parser(text)) {
      return line.read(parser, inputs) ? Optional.of(line) : Optional.empty();
    } catch (IOException | RuntimeException e) { // the one that judges meets it as well
      return Optional.empty();
    }
  }

  private boolean read(JsonParser parser, Inputs<?> inputs) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (!member(name, parser, inputs)) {
        return false;
      }
    }
    return payload != null && parser.nextToken() == null;
  }

  private boolean member(String name, JsonParser parser, Inputs<?> inputs) throws IOException {
    if (name.equals("input") && payload == null) {
      payload = inputs.straight(parser).orElse(null);
      return payload != null;
    }
    if (name.equals("options") && options == null) {
      Optional<JsonNode> value = StrictJson.part(parser);
      options = value.filter(JsonNode::isObject).map(ObjectNode.class::cast).orElse(null);
      return options != null;
    }
    return false;
  }

  boolean hasOptions() {
    return options != null;
  }

  /** Its options; empty where it has none. */
  ObjectNode options() {
    return options == null ? Json.object() : options;
  }

  byte[] payload() {
    return Objects.requireNonNull(payload);
  }
}
