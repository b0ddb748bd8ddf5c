package io.streamweir.http.job;

import io.streamweir.client.ClientConfig;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import java.util.List;

/** The routes of jobs. Thread-safe. */
public final class JobRoutes implements AutoCloseable {
  private static final String JOBS = "/v1/pipelines/{pipeline}/jobs";
  private static final String JOB = JOBS + "/{job}";
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";
  private static final String LINES = "application/x-ndjson";

  private final Clients clients;
  private final Ends ends;
  private final Submits submits;
  private final Looks looks;
  private final Streams streams;
  private final Bulk bulk;

  /** The routes above this engine. */
  public JobRoutes(Engine engine, ClientConfig config) {
    this.clients = new Clients(engine, config);
    this.ends = new Ends(engine, config);
    this.submits = new Submits(clients);
    this.looks = new Looks(engine, ends);
    this.streams = new Streams(engine, ends);
    this.bulk = new Bulk(engine, clients);
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(
        Route.post(JOBS, submits::submit).by(Role.SUBMIT).taking(JSON, SubmitRequest.AVRO).quick(),
        Route.post(JOBS + "/bulk", bulk::submit)
            .by(Role.SUBMIT)
            .taking(LINES, JSON)
            .giving(LINES)
            .streamed(),
        Route.get(JOB, looks::look),
        Route.get(JOB + "/events", streams::job).giving(EVENTS),
        Route.post(JOB + "/cancel", looks::cancel).by(Role.SUBMIT, Role.OPERATE),
        Route.get("/v1/pipelines/{pipeline}/results/events", streams::results)
            .by(Role.READ, Role.OPERATE)
            .giving(EVENTS));
  }

  @Override
  public void close() {
    streams.close();
    ends.close();
    clients.close();
  }
}
