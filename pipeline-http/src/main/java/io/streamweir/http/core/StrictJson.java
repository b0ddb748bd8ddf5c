package io.streamweir.http.core;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads one JSON value and nothing that is only nearly one: no name twice, no content behind the
 * value. Numbers keep all their digits. For one text and thread.
 */
public final class StrictJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final InputProblems problems = new InputProblems();

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The value of this text in UTF-8.
   *
   * @throws ProblemException of the type {@link ProblemType#BAD_REQUEST} where it is no JSON, and
   *     of {@link ProblemType#INVALID_INPUT} where a name stands twice or something follows
   */
  public static JsonNode read(byte[] json) {
    try (JsonParser parser = parser(json)) {
      return new StrictJson(parser).whole();
    } catch (JsonProcessingException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, "this is no JSON: " + place(e)).asException();
    } catch (IOException e) {
      throw Problem.of(ProblemType.BAD_REQUEST, "this is no JSON").asException();
    }
  }

  /** The same of a text. */
  public static JsonNode read(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A parser of such a text, which stands in front of it. */
  public static JsonParser parser(byte[] json) throws IOException {
    return FACTORY.createParser(json);
  }

  /**
   * The value whose first token the parser stands on, which then stands on its last one. Empty
   * where a name stands twice in it.
   *
   * @throws IOException where the text is no JSON
   */
  public static Optional<JsonNode> part(JsonParser parser) throws IOException {
    StrictJson part = new StrictJson(parser);
    JsonNode value = part.value();
    return part.problems.isEmpty() ? Optional.of(value) : Optional.empty();
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? e.getOriginalMessage()
        : "line %s, column %s: %s"
            .formatted(
                e.getLocation().getLineNr(), e.getLocation().getColumnNr(), e.getOriginalMessage());
  }

  private JsonNode whole() throws IOException {
    if (parser.nextToken() == null) {
      throw Problem.of(ProblemType.BAD_REQUEST, "a JSON value is expected, and there is nothing")
          .asException();
    }
    JsonNode value = value();
    if (parser.nextToken() != null) {
      problems.add("", "something follows behind the JSON value");
    }
    problems.check();
    return value;
  }

  private JsonNode value() throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> fraction();
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> throw new IllegalStateException("no value: " + token);
    };
  }

  private static JsonNode whole(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? NODES.numberNode(parser.getBigIntegerValue())
        : NODES.numberNode(parser.getLongValue());
  }

  private JsonNode fraction() throws IOException {
    try {
      return NODES.numberNode(parser.getDecimalValue());
    } catch (NumberFormatException e) { // JSON allows any exponent
      String pointer = parser.getParsingContext().pathAsPointer().toString();
      problems.add(pointer, "the exponent of the number is too large");
      return NODES.nullNode();
    }
  }

  private ObjectNode object() throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (object.replace(name, value()) != null && !problems.isFull()) {
        problems.add(parser.getParsingContext().pathAsPointer().toString(), "given twice");
      }
    }
    return object;
  }

  private ArrayNode array() throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value());
    }
    return array;
  }
}
