package io.streamweir.http.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;

/** Tells callers who they are and what they may do, so that a page can leave out the rest. */
public final class CallerRoute {
  private final String namespace;
  private final String version;

  /** The route above this engine. */
  public CallerRoute(Engine engine) {
    String built = CallerRoute.class.getPackage().getImplementationVersion();
    this.namespace = engine.namespace();
    this.version = built == null ? "(development)" : built;
  }

  /** {@code GET /v1/me}. */
  public Route route() {
    return Route.get("/v1/me", this::tell).quick();
  }

  private Answer tell(Request request) {
    Caller caller = request.caller();
    ObjectNode told =
        Json.object()
            .put("name", caller.name())
            .put("tokens", caller != Caller.LOCAL)
            .put("namespace", namespace)
            .put("version", version);
    ArrayNode roles = told.putArray("roles");
    for (Role role : Role.values()) {
      if (caller.may(role)) {
        roles.add(role.text());
      }
    }
    return Answer.json(200, told).withHeader("Cache-Control", "no-store");
  }
}
