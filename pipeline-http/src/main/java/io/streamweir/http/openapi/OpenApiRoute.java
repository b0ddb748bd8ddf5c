package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves a description of the API by OpenAPI 3.1, with the payloads of those pipelines that the
 * caller may know of. Thread-safe.
 */
public final class OpenApiRoute {
  private final Engine engine;
  private final OpenApiDocument document;

  /** Describes these routes, and itself. */
  public OpenApiRoute(Engine engine, List<Route> routes) {
    this.engine = engine;
    List<Route> all = new ArrayList<>(routes);
    all.add(route());
    this.document = new OpenApiDocument(all);
  }

  /** {@code GET /openapi.json}. */
  public Route route() {
    return Route.get("/openapi.json", this::tell);
  }

  /** The description for callers that may know of all pipelines. */
  public String text() {
    return Json.text(document.of("", engine.pipelines().definitions()));
  }

  private Answer tell(Request request) {
    List<? extends Pipeline<?>> seen =
        engine.pipelines().definitions().stream()
            .filter(pipeline -> request.caller().sees(pipeline.name()))
            .toList();
    ObjectNode told = document.of(request.basePath(), seen);
    return Answer.json(200, told).withHeader("ETag", EntityTags.of(Json.text(told)));
  }
}
