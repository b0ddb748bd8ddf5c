package io.streamweir.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.streamweir.http.core.Json;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Validates by the schemas of a document, more strictly than clients may: members that are not
 * described are wrong, so that none is forgotten. Thread-safe.
 */
final class Schemas {
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode components;
  private final Map<String, JsonSchema> known = new ConcurrentHashMap<>();

  Schemas(JsonNode components) {
    this.components = components.deepCopy();
    close(this.components.get("schemas"));
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode schema
        && schema.path("properties").isObject()
        && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    node.forEach(Schemas::close);
  }

  void check(String what, JsonNode schema, JsonNode value) {
    JsonSchema validator = known.computeIfAbsent(schema.toString(), any -> compiled(schema));
    assertThat(validator.validate(value)).as("%s %s", what, value).isEmpty();
  }

  private JsonSchema compiled(JsonNode schema) {
    ObjectNode root = Json.object();
    root.set("components", components);
    root.setAll((ObjectNode) schema);
    return FACTORY.getSchema(root, CONFIG);
  }
}
