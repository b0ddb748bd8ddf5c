package io.streamweir.http.health;

import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Route;
import java.util.List;
import java.util.function.Supplier;

/** Serves the health of a process to probes, which have no token. */
public final class HealthRoutes {
  private HealthRoutes() {}

  /**
   * The routes {@code /health/live} and {@code /health/ready}: 200, or 503 where all is not well.
   */
  public static List<Route> of(Health health) {
    return List.of(route("/health/live", health::live), route("/health/ready", health::ready));
  }

  private static Route route(String path, Supplier<Health.Answer> look) {
    return Route.get(
            path,
            request -> {
              Health.Answer answer = look.get();
              return Answer.text(answer.ok() ? 200 : 503, answer.text() + "\n")
                  .withHeader("Cache-Control", "no-store");
            })
        .giving()
        .byAnybody()
        .quick();
  }
}
