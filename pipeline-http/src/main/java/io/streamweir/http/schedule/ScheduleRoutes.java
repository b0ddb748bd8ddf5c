package io.streamweir.http.schedule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.client.Receipt;
import io.streamweir.client.ScheduleStatus;
import io.streamweir.client.Schedules;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.job.JobAddress;
import io.streamweir.http.view.ScheduleJson;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Schedule;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What submits jobs by the clock. */
public final class ScheduleRoutes {
  private final Engine engine;
  private final AuditTrail audit;

  /** Above this engine; changes are written to the audit. */
  public ScheduleRoutes(Engine engine, AuditTrail audit) {
    this.engine = engine;
    this.audit = audit;
  }

  /** The routes. */
  public List<Route> routes() {
    String all = "/v1/pipelines/{pipeline}/schedules";
    String one = all + "/{schedule}";
    return List.of(
        Route.get(all, this::list).by(Role.READ),
        Route.get(one, this::show).by(Role.READ),
        Route.get("/v1/schedules/preview", SchedulePreview::answer).by(Role.READ).quick(),
        Route.put(one, this::put).by(Role.OPERATE),
        Route.delete(one, this::remove).by(Role.OPERATE),
        Route.post(one + "/pause", this::pause).by(Role.OPERATE),
        Route.post(one + "/resume", this::resume).by(Role.OPERATE),
        Route.post(one + "/run-now", this::runNow).by(Role.OPERATE));
  }

  private Answer list(Request request) {
    RedisLink link = engine.reading(request);
    ScheduleJson view = new ScheduleJson(link);
    ObjectNode node = Json.object();
    ArrayNode all = node.putArray("schedules");
    Schedules.open(link, engine.definition(link, request))
        .list()
        .forEach(each -> all.add(view.readable(each)));
    return Answer.json(200, node);
  }

  private Answer show(Request request) {
    RedisLink link = engine.reading(request);
    Schedules<?> schedules = Schedules.open(link, engine.definition(link, request));
    return answer(200, link, find(schedules, request));
  }

  private static ScheduleStatus find(Schedules<?> schedules, Request request) {
    String name = request.parameter("schedule");
    return schedules
        .find(name)
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemType.NOT_FOUND,
                        "pipeline "
                            + request.parameter("pipeline")
                            + " has no schedule '"
                            + name
                            + "'")
                    .asException());
  }

  private static Answer answer(int status, RedisLink link, ScheduleStatus schedule) {
    ObjectNode node = new ScheduleJson(link).readable(schedule);
    return Answer.json(status, node).withHeader("ETag", new ScheduleTag(node).text());
  }

  private Answer put(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    return put(request, link, engine.definition(link, request));
  }

  private <I> Answer put(Request request, RedisLink link, Pipeline<I> pipeline) {
    String name = request.parameter("schedule");
    Schedule<I> schedule = ScheduleBody.read(request, pipeline, name);
    Schedules<I> schedules = Schedules.open(link, pipeline);
    AtomicBoolean isNew = new AtomicBoolean();
    make(
        AuditTrail.change(request, "schedule-put").withTarget(name),
        () ->
            schedules.put(
                schedule,
                before -> {
                  check(request, link, before);
                  isNew.set(before.isEmpty());
                }));
    return standing(isNew.get() ? 201 : 200, link, schedules, request);
  }

  /** Makes a change and writes it to the audit. */
  private void make(AuditedChange change, Runnable call) {
    audit.attempt(
        change,
        () -> {
          call.run();
          return true;
        });
    audit.write(change);
  }

  /** The answer with a schedule as it stands behind a change. */
  private static Answer standing(
      int status, RedisLink link, Schedules<?> schedules, Request request) {
    return AuditTrail.standing(() -> answer(status, link, find(schedules, request)));
  }

  private static void check(Request request, RedisLink link, Optional<ScheduleStatus> before) {
    EntityTags.check(
        request,
        before
            .map(
                status ->
                    new ScheduleTag(new ScheduleJson(link).readable(status)).forChange(request))
            .orElse(null));
  }

  private Answer remove(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    Schedules<?> schedules = Schedules.open(link, engine.definition(link, request));
    String name = find(schedules, request).name();
    make(
        AuditTrail.change(request, "schedule-remove").withTarget(name),
        () -> schedules.remove(name, condition(request, link)));
    return Answer.empty(204);
  }

  private interface Change {
    void of(Schedules<?> schedules, String name, Consumer<ScheduleStatus> condition);
  }

  private static Consumer<ScheduleStatus> condition(Request request, RedisLink link) {
    return before -> check(request, link, Optional.of(before));
  }

  private Answer change(Request request, String action, Change change) {
    RedisLink link = engine.link(Role.OPERATE);
    Schedules<?> schedules = Schedules.open(link, engine.definition(link, request));
    String name = find(schedules, request).name();
    make(
        AuditTrail.change(request, action).withTarget(name),
        () -> change.of(schedules, name, condition(request, link)));
    return standing(200, link, schedules, request);
  }

  private Answer pause(Request request) {
    return change(request, "schedule-pause", Schedules::pause);
  }

  private Answer resume(Request request) {
    return change(request, "schedule-resume", Schedules::resume);
  }

  private Answer runNow(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    Pipeline<?> pipeline = engine.definition(link, request);
    Schedules<?> schedules = Schedules.open(link, pipeline);
    String name = find(schedules, request).name();
    AuditedChange change = AuditTrail.change(request, "schedule-run-now").withTarget(name);
    Receipt receipt = audit.attempt(change, () -> schedules.runNow(name, condition(request, link)));
    audit.write(change.withDetail(receipt.jobId()));
    ObjectNode node =
        Json.object().put("job", receipt.jobId()).put("partition", receipt.partition());
    return Answer.json(202, node).withHeader("Location", JobAddress.of(request, receipt));
  }
}
