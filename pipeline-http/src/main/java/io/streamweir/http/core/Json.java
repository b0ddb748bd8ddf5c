package io.streamweir.http.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads and writes the JSON of requests and answers. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper LENIENT = new JsonMapper();

  private Json() {}

  /** An object without members. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An array without elements. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The one value of this text; keys that stand twice and text behind it are errors. */
  static JsonNode read(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /**
   * The one value of this text.
   *
   * @throws ProblemException where it is no JSON, a key stands twice, or text stands behind it
   */
  public static JsonNode strict(String json) {
    return strict(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of UTF-8. */
  public static JsonNode strict(byte[] json) {
    try {
      return read(json);
    } catch (JsonProcessingException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, "this is no JSON: " + e.getOriginalMessage())
          .asException();
    } catch (IOException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, "this is no JSON").asException();
    }
  }

  /** The value that the text describes; the text itself where it describes none. */
  public static JsonNode parse(String json) {
    try {
      return LENIENT.readTree(json);
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
