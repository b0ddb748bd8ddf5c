package io.streamweir.http;

import io.streamweir.client.ClientConfig;
import io.streamweir.http.console.CallerRoute;
import io.streamweir.http.console.ConsoleRoutes;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.job.JobRoutes;
import io.streamweir.http.openapi.OpenApiRoute;
import java.util.ArrayList;
import java.util.List;

/**
 * All routes of the API above one engine. Thread-safe. Whoever makes it closes it, and the engine
 * with it.
 */
public final class HttpApi implements AutoCloseable {
  private final Engine engine;
  private final JobRoutes jobs;
  private final OperatorRoutes operators;
  private final OpenApiRoute description;
  private final Api api;

  private HttpApi(Engine engine, Authenticator authenticator, ApiConfig config, List<Route> more) {
    this.engine = engine;
    this.jobs = new JobRoutes(engine, ClientConfig.defaults());
    this.operators = new OperatorRoutes(engine);
    List<Route> routes = new ArrayList<>(more);
    routes.addAll(jobs.routes());
    routes.addAll(operators.routes());
    routes.add(new CallerRoute(engine).route());
    this.description = new OpenApiRoute(engine, routes);
    routes.add(description.route());
    routes.addAll(new ConsoleRoutes().routes()); // pages, of which the description does not tell
    this.api = new Api(routes, authenticator, config);
  }

  /** The API of everybody who reaches it, with the default configuration. */
  public static HttpApi of(Engine engine) {
    return of(engine, Authenticator.NONE, ApiConfig.defaults(), List.of());
  }

  /**
   * The API.
   *
   * @param more routes beside those of the API, such as health and metrics
   */
  public static HttpApi of(
      Engine engine, Authenticator authenticator, ApiConfig config, List<Route> more) {
    return new HttpApi(engine, authenticator, config, more);
  }

  /**
   * Begins to sample what waits and runs, so that the last minutes are known at the first look. It
   * begins by itself at that look.
   */
  public void begin() {
    operators.begin();
  }

  /** The description of the API by OpenAPI, with the payloads of all pipelines. */
  public String openApi() {
    return description.text();
  }

  /** What answers requests. */
  public Api api() {
    return api;
  }

  @Override
  public void close() {
    operators.close();
    jobs.close();
    engine.close();
  }
}
