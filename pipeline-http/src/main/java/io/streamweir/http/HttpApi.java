package io.streamweir.http;

import io.streamweir.client.ClientConfig;
import io.streamweir.http.core.Api;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.job.JobRoutes;
import java.util.ArrayList;
import java.util.List;

/**
 * All routes of the API above one engine. Thread-safe. Whoever makes it closes it, and the engine
 * with it.
 */
public final class HttpApi implements AutoCloseable {
  private final Engine engine;
  private final JobRoutes jobs;
  private final Api api;

  private HttpApi(Engine engine, JobRoutes jobs, Api api) {
    this.engine = engine;
    this.jobs = jobs;
    this.api = api;
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
    JobRoutes jobs = new JobRoutes(engine, ClientConfig.defaults());
    List<Route> routes = new ArrayList<>(more);
    routes.addAll(jobs.routes());
    return new HttpApi(engine, jobs, new Api(routes, authenticator, config));
  }

  /** What answers requests. */
  public Api api() {
    return api;
  }

  @Override
  public void close() {
    jobs.close();
    engine.close();
  }
}
