package io.streamweir.codec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Says where a parser stands, and at what, in words for the author of the JSON. */
final class JsonPosition {
  private static final int MOST_CHARS = 40;

  private JsonPosition() {}

  /** The JSON path of the current value, as {@code $.headers.X-Trace} or {@code $.parts[3]}. */
  static String path(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    if (parent == null) {
      return "$";
    }
    String above = path(parent);
    if (context.inArray()) {
      return context.hasCurrentIndex() ? above + "[" + context.getCurrentIndex() + "]" : above;
    }
    return context.hasCurrentName() ? above + "." + cut(context.getCurrentName()) : above;
  }

  /** The column, and the line where it is not the first. */
  static String place(JsonLocation location) {
    String column = "column " + location.getColumnNr();
    return location.getLineNr() > 1 ? "line " + location.getLineNr() + ", " + column : column;
  }

  /** What the parser has just read. */
  static String found(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "the end";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> quoted(parser.getText());
      default -> cut(parser.getText());
    };
  }

  /** The text in quotes, cut where it is long. */
  static String quoted(String text) {
    return '"' + cut(text) + '"';
  }

  /** The text, cut where it is long. */
  static String cut(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
  }
}
