package io.streamweir.http.stage;

import io.streamweir.client.ResultLog;
import io.streamweir.client.ResultsNotKeptException;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.Tap;
import java.util.List;

/** Forgets taps and readers of results with their positions, so that nothing waits for them. */
public final class FollowerRoutes {
  private final Engine engine;
  private final AuditTrail audit;

  /** Above this engine; changes are written to the audit. */
  public FollowerRoutes(Engine engine, AuditTrail audit) {
    this.engine = engine;
    this.audit = audit;
  }

  /** The routes. */
  public List<Route> routes() {
    String pipeline = "/v1/pipelines/{pipeline}";
    return List.of(
        Route.delete(pipeline + "/stages/{stage}/taps/{tap}", this::removeTap).by(Role.OPERATE),
        Route.delete(pipeline + "/readers/{reader}", this::removeReader).by(Role.OPERATE));
  }

  private Answer removeTap(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    Pipeline<?> pipeline = engine.definition(link, request);
    String stage = Stages.of(request, pipeline.facts());
    String tap = request.parameter("tap");
    AuditedChange change = AuditTrail.change(request, "tap-remove").withTarget(tap);
    if (!audit.attempt(
        change, () -> Paging.parsed("tap", () -> Tap.remove(link, pipeline, stage, tap)))) {
      throw none("stage " + stage + " has no tap " + tap);
    }
    return removed(change);
  }

  private Answer removeReader(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    Pipeline<?> pipeline = engine.definition(link, request);
    String reader = request.parameter("reader");
    String missing = "pipeline " + pipeline.name() + " has no reader " + reader;
    AuditedChange change = AuditTrail.change(request, "reader-remove").withTarget(reader);
    try {
      ResultLog log = ResultLog.open(link, pipeline);
      if (!audit.attempt(change, () -> Paging.parsed("reader", () -> log.remove(reader)))) {
        throw none(missing);
      }
    } catch (ResultsNotKeptException e) {
      throw none(missing);
    }
    return removed(change);
  }

  private static ProblemException none(String what) {
    return Problem.of(ProblemType.NOT_FOUND, what).asException();
  }

  private Answer removed(AuditedChange change) {
    audit.write(change);
    return Answer.empty(204);
  }
}
