package io.streamweir.http.stage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Fields;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.view.PauseJson;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.Pause;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pauses and resumes stages and whole pipelines. */
public final class PauseRoutes {
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final Engine engine;
  private final AuditTrail audit;

  /** Above this engine; changes are written to the audit. */
  public PauseRoutes(Engine engine, AuditTrail audit) {
    this.engine = engine;
    this.audit = audit;
  }

  /** The routes. */
  public List<Route> routes() {
    String pipeline = "/v1/pipelines/{pipeline}";
    String stage = pipeline + "/stages/{stage}";
    return List.of(
        Route.post(pipeline + "/pause", this::pause).by(Role.OPERATE),
        Route.post(stage + "/pause", this::pause).by(Role.OPERATE),
        Route.post(pipeline + "/resume", this::resume).by(Role.OPERATE),
        Route.post(stage + "/resume", this::resume).by(Role.OPERATE));
  }

  private PipelineFacts<?> facts(RedisLink link, Request request) {
    PipelineFacts<?> facts = engine.pipeline(link, request);
    if (stage(request).isPresent()) {
      Stages.of(request, facts);
    }
    return facts;
  }

  /** Empty for the whole pipeline. */
  private static Optional<String> stage(Request request) {
    return Optional.ofNullable(request.parameters().get("stage"));
  }

  private Answer pause(Request request) {
    PauseOptions options = options(request);
    RedisLink link = engine.link(Role.OPERATE);
    PipelineFacts<?> facts = facts(link, request);
    Pauses pauses = new Pauses(link, facts);
    AuditedChange change =
        AuditTrail.change(request, "pause")
            .withDetail(options.reason().isEmpty() ? null : options.reason());
    Pauses.Paused paused =
        audit.attempt(
            change,
            () ->
                stage(request)
                    .map(stage -> pauses.pause(stage, options))
                    .orElseGet(() -> pauses.pause(options)));
    audit.write(change);
    return Answer.json(
        200,
        PauseJson.put(Json.object().put("pipeline", facts.name()), paused.pause())
            .put("already", paused.already()));
  }

  private static PauseOptions options(Request request) {
    Fields body = Fields.of(request.json());
    Optional<Duration> time = body.seconds("forSeconds", LONGEST);
    String reason = body.text("reason").orElse("");
    boolean refuses = body.truth("refuseSubmits");
    PauseOptions options = PauseOptions.defaults();
    try {
      options = options.withReason(reason);
    } catch (IllegalArgumentException e) {
      body.wrong("reason", String.valueOf(e.getMessage()));
    }
    body.end();
    options = options.withBy(request.caller().name());
    options = time.isPresent() ? options.withDuration(time.get()) : options;
    return refuses ? options.withRefuseSubmits() : options;
  }

  private Answer resume(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    PipelineFacts<?> facts = facts(link, request);
    Pauses pauses = new Pauses(link, facts);
    Optional<String> stage = stage(request);
    AuditedChange change = AuditTrail.change(request, "resume");
    Optional<Pause> ended =
        audit.attempt(change, () -> stage.map(pauses::resume).orElseGet(pauses::resume));
    if (ended.isPresent()) {
      audit.write(change);
    }
    ObjectNode node =
        Json.object()
            .put("pipeline", facts.name())
            .put("stage", stage.orElse(null))
            .put("resumed", ended.isPresent());
    ArrayNode still = node.putArray("stillPaused");
    AuditTrail.standing(pauses::list).forEach(pause -> PauseJson.put(still.addObject(), pause));
    return Answer.json(200, node);
  }
}
