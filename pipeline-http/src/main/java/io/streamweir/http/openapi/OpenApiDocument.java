package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Route;
import io.streamweir.pipeline.Pipeline;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Describes routes by OpenAPI 3.1. Paths, media types and roles are those of the routes. What takes
 * or answers payloads stands there twice: once for any pipeline, and once for each known pipeline,
 * with the schemas of its payloads. Immutable.
 */
public final class OpenApiDocument {
  private final List<Route> routes;
  private final OperationTexts texts = OperationTexts.read();

  /** Describes these routes. */
  public OpenApiDocument(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * The document.
   *
   * @param basePath what stands before all paths; empty for nothing
   * @param pipelines those whose payloads are described
   */
  public ObjectNode of(String basePath, List<? extends Pipeline<?>> pipelines) {
    ObjectNode document = Json.object().put("openapi", "3.1.0");
    document.putObject("info").put("title", "Streamweir").put("version", "1");
    document.putArray("servers").addObject().put("url", basePath.isEmpty() ? "/" : basePath);
    ObjectNode paths = document.putObject("paths");
    routes.forEach(route -> put(paths, route, route.path(), "", UnaryOperator.identity()));
    for (Pipeline<?> pipeline : pipelines) {
      UnaryOperator<String> schemas = new PipelineDescription(pipeline)::name;
      withPayloads()
          .forEach(
              route -> {
                String path = route.path().replace("{pipeline}", pipeline.name());
                put(paths, route, path, "." + pipeline.name(), schemas);
              });
    }
    document.set("components", components(pipelines));
    return document;
  }

  /** Routes at a path that takes or answers payloads: a path that is written out hides others. */
  private List<Route> withPayloads() {
    Set<String> paths =
        routes.stream()
            .filter(route -> PipelineDescription.concerns(texts.of(route)))
            .map(Route::path)
            .collect(Collectors.toSet());
    return routes.stream().filter(route -> paths.contains(route.path())).toList();
  }

  private void put(
      ObjectNode paths, Route route, String path, String suffix, UnaryOperator<String> schemas) {
    JsonNode text = texts.of(route);
    paths
        .withObjectProperty(path)
        .set(
            route.method().toLowerCase(Locale.ROOT),
            new OperationJson(route, text, path, schemas).of(text.path("id").asText() + suffix));
  }

  private ObjectNode components(List<? extends Pipeline<?>> pipelines) {
    ObjectNode components = texts.components();
    ObjectNode schemas = (ObjectNode) components.get("schemas");
    pipelines.forEach(pipeline -> new PipelineDescription(pipeline).putInto(schemas));
    OperationJson.putProblem(components.putObject("responses").putObject("Problem"), "A problem");
    ObjectNode security = components.putObject("securitySchemes");
    security.putObject("token").put("type", "http").put("scheme", "bearer");
    security
        .putObject("parameter")
        .put("type", "apiKey")
        .put("in", "query")
        .put("name", "access_token");
    return components;
  }
}
