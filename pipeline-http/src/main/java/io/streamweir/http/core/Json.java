package io.streamweir.http.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/** Makes and writes the JSON of answers. {@link StrictJson} reads that of requests. */
public final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** An object without members. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An array without elements. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The value that the text describes; the text itself where it describes none. */
  public static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.textNode(json);
    }
  }

  /** In UTF-8, on one line. */
  public static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On one line. */
  public static String text(JsonNode json) {
    return json.toString();
  }
}
