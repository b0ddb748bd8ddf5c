package io.streamweir.http.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Fields;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.operation.OperationRoutes;
import io.streamweir.http.operation.Operations;
import io.streamweir.http.operation.Plan;
import io.streamweir.http.operation.RunNowSteps;
import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.JobChoice;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Purge;
import io.streamweir.inspect.RunNow;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Ends jobs that wait at a stage, and makes delayed ones due. */
public final class ChangeRoutes {
  private final Engine engine;
  private final Operations operations;
  private final AuditTrail audit;

  /** Above this engine; changes of many things are operations. */
  public ChangeRoutes(Engine engine, Operations operations, AuditTrail audit) {
    this.engine = engine;
    this.operations = operations;
    this.audit = audit;
  }

  /** The routes. */
  public List<Route> routes() {
    String stage = "/v1/pipelines/{pipeline}/stages/{stage}";
    return List.of(
        Route.post(stage + "/purge", this::purge).by(Role.OPERATE),
        Route.post(stage + "/run-now", this::runNow).by(Role.OPERATE),
        Route.post("/v1/pipelines/{pipeline}/jobs/{job}/run-now", this::runJobNow)
            .by(Role.OPERATE));
  }

  private static JobChoice choice(Fields body) {
    JobChoice choice = JobChoice.all().where(Bodies.where(body));
    return body.time("submittedUntil").map(choice::withSubmittedUntil).orElse(choice);
  }

  private static JobState state(Fields body) {
    String name = body.text("state").orElse("");
    return switch (name) {
      case "waiting", "delayed", "parked" -> JobState.of(name);
      default -> {
        body.wrong("state", "must be waiting, delayed or parked");
        yield JobState.WAITING;
      }
    };
  }

  private Answer purge(Request request) {
    Fields body = Fields.of(request.json());
    JobState state = state(body);
    JobChoice choice = choice(body);
    boolean dryRun = body.truth("dryRun");
    String after = body.text("after").orElse(Purge.BEGIN);
    body.end();
    RedisLink link = engine.link(Role.OPERATE);
    PipelineFacts<?> facts = engine.pipeline(link, request);
    Purge purge = new Purge(link, facts, Stages.of(request, facts), state, choice);
    Bodies.check(body, "after", () -> purge.check(after));
    Map<String, Long> beside = new ConcurrentHashMap<>(Map.of("endedBefore", 0L, "left", 0L));
    Plan plan =
        Plan.of(after, purge.size(), body.sent(), (at, limit) -> step(purge, at, limit, beside))
            .withBeside(beside);
    return begin(request, "purge", dryRun ? plan.counting((at, n) -> count(purge, at)) : plan);
  }

  private static Advance step(Purge purge, String at, int limit, Map<String, Long> beside) {
    Purge.Step step = purge.step(at, limit);
    beside.merge("endedBefore", step.ended(), Long::sum);
    beside.merge("left", step.entries() - step.removed(), Long::sum);
    return Advance.of(step.looked(), step.cancelled(), step.next());
  }

  private static Advance count(Purge purge, String at) {
    Purge.Count count = purge.count(at);
    return Advance.of(count.looked(), count.matched(), count.next());
  }

  private Answer begin(Request request, String action, Plan plan) {
    return OperationRoutes.begun(
        request, operations.begin(request, plan, AuditTrail.change(request, action)));
  }

  private Answer runNow(Request request) {
    Fields body = Fields.of(request.json());
    JobChoice choice = choice(body);
    boolean dryRun = body.truth("dryRun");
    String after = body.text("after").orElse(RunNowSteps.BEGIN);
    body.end();
    RedisLink link = engine.link(Role.OPERATE);
    PipelineFacts<?> facts = engine.pipeline(link, request);
    RunNowSteps steps = new RunNowSteps(link, facts, Stages.of(request, facts), choice);
    Bodies.check(body, "after", () -> steps.check(after));
    Map<String, Long> beside = new ConcurrentHashMap<>(Map.of("behind", 0L));
    Plan plan =
        Plan.of(
                after,
                steps.size(),
                body.sent(),
                (at, limit) -> {
                  Advance advance = steps.step(at, limit);
                  beside.put("behind", steps.behind());
                  return advance;
                })
            .withBeside(beside);
    return begin(request, "run-now", dryRun ? plan.counting((at, n) -> steps.count(at)) : plan);
  }

  private Answer runJobNow(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    PipelineFacts<?> facts = engine.pipeline(link, request);
    String job = request.parameter("job");
    AuditedChange change = AuditTrail.change(request, "run-now").withTarget(job);
    RunNow.Step step =
        audit.attempt(change, () -> Paging.parsed("job", () -> RunNow.job(link, facts, job)));
    if (step.looked() == 0) {
      throw Problem.of(ProblemType.NOT_FOUND, "job " + job + " is not delayed").asException();
    }
    audit.write(change.withCount(step.earlier()));
    ObjectNode node = Json.object().put("due", step.earlier()).put("behind", step.behind());
    return Answer.json(200, node);
  }
}
