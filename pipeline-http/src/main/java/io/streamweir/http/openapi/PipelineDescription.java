package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.json.JsonSchemas;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The schemas in which payloads stand, for one pipeline: with what its jobs take, and with what its
 * stages make. For {@code JobFinished} of the pipeline {@code orders} there is {@code
 * JobFinished.orders}.
 */
final class PipelineDescription {
  private static final String PREFIX = OperationJson.SCHEMAS;
  private static final Set<String> WITH_PAYLOADS =
      Set.of("Submission", "ScheduleRequest", "Job", "JobEnd", "JobFinished");

  private final Pipeline<?> pipeline;

  PipelineDescription(Pipeline<?> pipeline) {
    this.pipeline = pipeline;
  }

  /** What a schema is called for this pipeline. */
  String name(String schema) {
    return WITH_PAYLOADS.contains(schema) ? schema + "." + pipeline.name() : schema;
  }

  /** Whether an operation takes or answers payloads. */
  static boolean concerns(JsonNode text) {
    for (JsonNode each : text) {
      if (each.isTextual() ? WITH_PAYLOADS.contains(each.asText()) : concerns(each)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the schemas of this pipeline to those for all pipelines. */
  void putInto(ObjectNode schemas) {
    for (String each : WITH_PAYLOADS) {
      ObjectNode own = (ObjectNode) schemas.get(each).deepCopy();
      rename(own);
      schemas.set(name(each), own);
    }
    JsonSchemas inputs = new JsonSchemas(PREFIX + "input.", false);
    JsonNode input = inputs.of(PayloadType.of(pipeline.input()).schema());
    property(schemas, "Submission", "input", input);
    property(schemas, "ScheduleRequest", "payload", input);
    inputs.definitions().forEach((type, schema) -> schemas.set("input." + type, schema));
    JsonSchemas results = new JsonSchemas(PREFIX + "result.", true);
    property(schemas, "JobFinished", "value", values(results));
    results.definitions().forEach((type, schema) -> schemas.set("result." + type, schema));
  }

  /** A stage ends a job by what it makes, or by what came to it. */
  private ObjectNode values(JsonSchemas results) {
    Set<Schema> records = new LinkedHashSet<>();
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      records.add(PayloadType.of(stage.output()).schema());
    }
    for (StageDefinition<?, ?> stage : pipeline.stages()) {
      records.add(PayloadType.of(stage.input()).schema());
    }
    ObjectNode value = Json.object();
    ArrayNode any = value.putArray("anyOf");
    records.forEach(record -> any.add(results.of(record)));
    return value;
  }

  private void property(ObjectNode schemas, String schema, String property, JsonNode value) {
    ((ObjectNode) schemas.get(name(schema)).get("properties")).set(property, value);
  }

  private void rename(JsonNode node) {
    JsonNode reference = node.get("$ref");
    if (reference != null && node instanceof ObjectNode object) {
      object.put("$ref", PREFIX + name(reference.asText().substring(PREFIX.length())));
    }
    node.forEach(this::rename);
  }
}
