package io.streamweir.http.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.view.AuditJson;
import io.streamweir.inspect.Audit;
import java.util.List;
import java.util.Set;

/** What operators have changed. */
public final class AuditRoutes {
  private final Engine engine;

  /** Above this engine. */
  public AuditRoutes(Engine engine) {
    this.engine = engine;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(Route.get("/v1/audit", this::page).by(Role.READ));
  }

  /** The newest first, of the pipelines that the caller may know of. */
  private Answer page(Request request) {
    Set<String> named = Set.copyOf(request.queryAll("pipeline"));
    String after = request.query("after").orElse("");
    Audit.Page page =
        Paging.parsed(
            "after",
            () ->
                new Audit(engine.reading(request))
                    .page(
                        after.isEmpty() ? null : after,
                        Paging.limit(request),
                        change ->
                            request.caller().sees(change.pipeline())
                                && (named.isEmpty() || named.contains(change.pipeline()))));
    ObjectNode node = Json.object();
    ArrayNode entries = node.putArray("entries");
    page.entries().forEach(entry -> entries.add(AuditJson.of(entry)));
    return Answer.json(200, node.put("next", page.next()));
  }
}
