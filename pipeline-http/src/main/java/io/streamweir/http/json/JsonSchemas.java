package io.streamweir.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.codec.PayloadJson;
import io.streamweir.codec.PlainPayload;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.StrictJson;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Describes Avro schemas by JSON Schema 2020-12: what {@link InputReader} takes, and what payloads
 * look like where they are shown. Named types become definitions that others refer to. For one
 * thread.
 */
public final class JsonSchemas {
  private static final String HEX = "^([0-9a-fA-F]{2})*$";

  private final String references;
  private final boolean shown;
  private final Map<String, JsonNode> definitions = new TreeMap<>();

  /**
   * Describes schemas.
   *
   * @param references what stands in front of the name of a definition, as {@code #/$defs/}
   * @param shown whether as they are shown, with all fields; else as they may be given, without
   *     those that have a default
   */
  public JsonSchemas(String references, boolean shown) {
    this.references = references;
    this.shown = shown;
  }

  /** A document of its own that describes what may be given for a record. */
  public static ObjectNode ofInput(Schema record) {
    JsonSchemas schemas = new JsonSchemas("#/$defs/", false);
    ObjectNode document = Json.object();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.setAll((ObjectNode) schemas.of(record));
    ObjectNode definitions = document.putObject("$defs");
    schemas.definitions().forEach(definitions::set);
    return document;
  }

  /** The definitions of all named types so far, by their full names. */
  public Map<String, JsonNode> definitions() {
    return definitions;
  }

  /** Describes a schema. */
  public JsonNode of(Schema schema) {
    return switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> named(schema);
      case ARRAY -> typed("array").set("items", of(schema.getElementType()));
      case MAP -> typed("object").set("additionalProperties", of(schema.getValueType()));
      case UNION -> union(schema);
      default -> scalar(schema);
    };
  }

  private ObjectNode named(Schema schema) {
    String name = schema.getFullName();
    if (!definitions.containsKey(name)) {
      definitions.put(name, Json.object()); // where it refers to itself
      definitions.put(name, definition(schema));
    }
    return Json.object().put("$ref", references + name);
  }

  private ObjectNode definition(Schema schema) {
    ObjectNode definition =
        switch (schema.getType()) {
          case RECORD -> record(schema);
          case ENUM -> symbols(schema);
          default -> scalar(schema);
        };
    definition.put("title", schema.getName());
    describe(definition, schema.getDoc());
    return definition;
  }

  private ObjectNode record(Schema schema) {
    ObjectNode object = typed("object");
    ObjectNode properties = object.putObject("properties");
    ArrayNode required = Json.array();
    for (Schema.Field field : schema.getFields()) {
      ObjectNode property = (ObjectNode) of(field.schema());
      describe(property, field.doc());
      if (!shown) {
        PlainPayload.shownDefault(field).ifPresent(value -> property.set("default", json(value)));
      }
      properties.set(field.name(), property);
      if (shown || !field.hasDefaultValue()) {
        required.add(field.name());
      }
    }
    object.set("required", required);
    return object.put("additionalProperties", false);
  }

  private static ObjectNode symbols(Schema schema) {
    ObjectNode definition = typed("string");
    ArrayNode symbols = definition.putArray("enum");
    schema.getEnumSymbols().forEach(symbols::add);
    return definition;
  }

  private ObjectNode union(Schema schema) {
    ObjectNode union = Json.object();
    ArrayNode branches = union.putArray("anyOf");
    schema.getTypes().forEach(branch -> branches.add(of(branch)));
    return union;
  }

  private static ObjectNode scalar(Schema schema) {
    return PlainPayload.text(schema).map(JsonSchemas::text).orElseGet(() -> plain(schema));
  }

  private static ObjectNode text(PlainPayload.Text text) {
    ObjectNode node = typed("string");
    if (text.format() != null) {
      node.put("format", text.format());
    }
    if (text.pattern() != null) {
      node.put("pattern", text.pattern());
    }
    return node.put("description", text.expected());
  }

  private static ObjectNode plain(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> typed("null");
      case BOOLEAN -> typed("boolean");
      case INT -> whole("int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole("int64", Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> real("float");
      case DOUBLE -> real("double");
      case BYTES -> hex(HEX);
      case FIXED -> hex("^[0-9a-fA-F]{" + 2 * schema.getFixedSize() + "}$");
      default -> typed("string");
    };
  }

  private static ObjectNode whole(String format, long least, long most) {
    return typed("integer").put("format", format).put("minimum", least).put("maximum", most);
  }

  /** A number, or what no number says. */
  private static ObjectNode real(String format) {
    ObjectNode either = Json.object();
    ArrayNode branches = either.putArray("anyOf");
    branches.add(typed("number").put("format", format));
    ArrayNode names = branches.addObject().putArray("enum");
    names.add("NaN").add("Infinity").add("-Infinity");
    return either;
  }

  private static ObjectNode hex(String pattern) {
    return typed("string").put("contentEncoding", "base16").put("pattern", pattern);
  }

  private static void describe(ObjectNode node, @Nullable String doc) {
    if (doc != null && !doc.isBlank()) {
      node.put("description", doc);
    }
  }

  private static ObjectNode typed(String type) {
    return Json.object().put("type", type);
  }

  private static JsonNode json(Object plain) {
    return StrictJson.read(PayloadJson.json(plain));
  }
}
