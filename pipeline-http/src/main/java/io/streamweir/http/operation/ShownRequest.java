package io.streamweir.http.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.streamweir.http.core.Json;

/** What is kept and shown of a request: long lists and texts are cut. */
final class ShownRequest {
  private static final int MOST_ELEMENTS = 10;
  private static final int MOST_CHARS = 200;
  private static final String CUT = "…";

  private ShownRequest() {}

  /** A copy of what was sent, whose members are known ones. */
  static ObjectNode of(ObjectNode sent) {
    ObjectNode shown = Json.object();
    sent.fieldNames().forEachRemaining(name -> shown.set(name, cut(sent.get(name))));
    return shown;
  }

  private static JsonNode cut(JsonNode value) {
    if (value instanceof ObjectNode object) {
      return of(object);
    }
    if (value instanceof ArrayNode array) {
      return cut(array);
    }
    if (value.isTextual() && value.textValue().length() > MOST_CHARS) {
      return TextNode.valueOf(value.textValue().substring(0, MOST_CHARS) + CUT);
    }
    return value;
  }

  private static ArrayNode cut(ArrayNode array) {
    ArrayNode shown = Json.array();
    for (int i = 0; i < Math.min(MOST_ELEMENTS, array.size()); i++) {
      shown.add(cut(array.get(i)));
    }
    if (array.size() > MOST_ELEMENTS) {
      shown.add(CUT + " " + (array.size() - MOST_ELEMENTS) + " more");
    }
    return shown;
  }
}
