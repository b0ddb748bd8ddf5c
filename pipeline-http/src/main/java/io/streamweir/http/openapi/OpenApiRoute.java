package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.json.JsonSchemas;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Serves a description of the API by OpenAPI 3.1. Paths, media types and roles are those of the
 * routes; what jobs are submitted with is made of the pipelines' schemas, of those pipelines that
 * the caller may know of. Thread-safe.
 */
public final class OpenApiRoute {
  private final Engine engine;
  private final List<Route> routes;
  private final OperationTexts texts = OperationTexts.read();

  /** Describes these routes, and itself. */
  public OpenApiRoute(Engine engine, List<Route> routes) {
    this.engine = engine;
    this.routes = new ArrayList<>(routes);
    this.routes.add(route());
  }

  /** {@code GET /openapi.json}. */
  public Route route() {
    return Route.get("/openapi.json", this::tell).quick();
  }

  private Answer tell(Request request) {
    ObjectNode document = Json.object().put("openapi", "3.1.0");
    document.putObject("info").put("title", "Streamweir").put("version", "1");
    document.putArray("servers").addObject().put("url", request.basePath() + "/");
    ObjectNode paths = document.putObject("paths");
    routes.forEach(route -> describe(paths, route));
    ObjectNode components = document.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    ObjectNode schemas = components.putObject("schemas");
    schemas.setAll(texts.schemas());
    schemas.set("Submission", submission(schemas, request.caller()));
    return Answer.json(200, document).withHeader("ETag", EntityTags.of(Json.text(document)));
  }

  private void describe(ObjectNode paths, Route route) {
    String path = route.path().replace("...}", "}");
    ObjectNode operation =
        paths.withObjectProperty(path).putObject(route.method().toLowerCase(Locale.ROOT));
    new OperationJson(route, texts.of(route)).putInto(operation);
  }

  /** What jobs are submitted with: one of the inputs that the caller's pipelines take. */
  private ObjectNode submission(ObjectNode schemas, Caller caller) {
    JsonSchemas inputs = new JsonSchemas(OperationJson.SCHEMAS, false);
    ArrayNode any = Json.array();
    for (Pipeline<?> pipeline : engine.pipelines().definitions()) {
      if (caller.sees(pipeline.name())) {
        any.add(
            Json.object()
                .put("title", pipeline.name())
                .setAll((ObjectNode) inputs.of(PayloadType.of(pipeline.input()).schema())));
      }
    }
    inputs.definitions().forEach(schemas::set);
    ObjectNode submission = Json.object().put("type", "object").put("additionalProperties", false);
    submission.putArray("required").add("input");
    ObjectNode properties = submission.putObject("properties");
    ObjectNode input = properties.putObject("input");
    if (!any.isEmpty()) {
      input.set("anyOf", any);
    }
    properties.putObject("options").put("$ref", OperationJson.SCHEMAS + "Options");
    return submission;
  }
}
