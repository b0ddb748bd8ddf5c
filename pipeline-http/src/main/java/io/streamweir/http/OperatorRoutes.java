package io.streamweir.http;

import io.streamweir.http.audit.AuditRoutes;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Route;
import io.streamweir.http.dead.DeadChangeRoutes;
import io.streamweir.http.dead.DeadRoutes;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.operation.OperationRoutes;
import io.streamweir.http.operation.Operations;
import io.streamweir.http.schedule.ScheduleRoutes;
import io.streamweir.http.stage.ChangeRoutes;
import io.streamweir.http.stage.EntryRoutes;
import io.streamweir.http.stage.FollowerRoutes;
import io.streamweir.http.stage.PauseRoutes;
import io.streamweir.http.status.LiveStatus;
import io.streamweir.http.status.PipelineRoutes;
import io.streamweir.http.status.StateRoutes;
import io.streamweir.http.status.StatusRoutes;
import java.util.List;
import java.util.stream.Stream;

/** What operators look at and change, put together. */
final class OperatorRoutes implements AutoCloseable {
  private final LiveStatus live;
  private final Operations operations;
  private final List<Route> routes;

  OperatorRoutes(Engine engine) {
    AuditTrail audit = new AuditTrail(engine);
    this.live = new LiveStatus(engine);
    this.operations = new Operations(audit);
    this.routes =
        Stream.of(
                new PipelineRoutes(engine, live).routes(),
                new StatusRoutes(engine, live).routes(),
                new StateRoutes(engine).routes(),
                new EntryRoutes(engine).routes(),
                new PauseRoutes(engine, audit).routes(),
                new ChangeRoutes(engine, operations, audit).routes(),
                new FollowerRoutes(engine, audit).routes(),
                new DeadRoutes(engine).routes(),
                new DeadChangeRoutes(engine, operations, audit).routes(),
                new ScheduleRoutes(engine, audit).routes(),
                new OperationRoutes(operations).routes(),
                new AuditRoutes(engine).routes())
            .flatMap(List::stream)
            .toList();
  }

  List<Route> routes() {
    return routes;
  }

  /** Begins to sample what waits and runs, so that the last minutes are known at the first look. */
  void begin() {
    live.begin();
  }

  @Override
  public void close() {
    operations.close();
    live.close();
  }
}
