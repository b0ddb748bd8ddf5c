package io.streamweir.http.dead;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.codec.PayloadLimitException;
import io.streamweir.http.audit.AuditTrail;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Fields;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.json.InputReader;
import io.streamweir.http.operation.OperationRoutes;
import io.streamweir.http.operation.Operations;
import io.streamweir.http.operation.Plan;
import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.http.operation.Stepping.Step;
import io.streamweir.http.stage.Bodies;
import io.streamweir.http.stage.Stages;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Replays and drops dead letters: those of ids, or those that a filter matches. */
public final class DeadChangeRoutes {
  private static final int MOST_IDS = 10_000;
  private static final double SLOWEST = 0.1; // each operation takes the place of another one
  private static final double FASTEST = 1_000_000;

  private final Engine engine;
  private final Operations operations;
  private final AuditTrail audit;

  /** Above this engine; changes are operations, but for a replay with another payload. */
  public DeadChangeRoutes(Engine engine, Operations operations, AuditTrail audit) {
    this.engine = engine;
    this.operations = operations;
    this.audit = audit;
  }

  /** The routes. */
  public List<Route> routes() {
    String dead = "/v1/pipelines/{pipeline}/stages/{stage}/dead";
    return List.of(
        Route.post(dead + "/replay", this::replay).by(Role.OPERATE),
        Route.post(dead + "/drop", this::drop).by(Role.OPERATE));
  }

  /** What a body says of letters. */
  private record Wanted(
      List<String> ids, LetterFilter filter, boolean dryRun, String after, double perSecond) {
    static Wanted of(Fields body) {
      List<String> ids = body.texts("ids");
      Optional<Fields> filter = body.object("filter");
      if (ids.isEmpty() == filter.isEmpty()) {
        body.wrong("ids", "must name letters, or filter must say which; {} means all");
      }
      if (ids.size() > MOST_IDS) {
        body.wrong("ids", "must be at most " + MOST_IDS + "; use filter for more");
      }
      return new Wanted(
          ids,
          filter.map(LetterQuery::of).orElse(LetterFilter.all()),
          body.truth("dryRun"),
          body.text("after").orElse(""),
          body.number("perSecond", SLOWEST, FASTEST).orElse(0));
    }
  }

  private DeadLetters letters(Request request) {
    RedisLink link = engine.link(Role.OPERATE);
    Pipeline<?> definition = engine.definition(link, request);
    return new DeadLetters(link, definition, Stages.of(request, definition.facts()));
  }

  private Answer replay(Request request) {
    Fields body = Fields.of(request.json());
    Wanted wanted = Wanted.of(body);
    Optional<String> to = body.text("to");
    Optional<JsonNode> payload = body.any("payload");
    if (payload.isPresent() && (wanted.ids().size() != 1 || wanted.dryRun())) {
      body.wrong("payload", "is for one letter: give one id");
    }
    DeadLetters letters = letters(request);
    String stage = to.orElse(letters.stage());
    Pipeline<?> definition = engine.definition(request);
    Optional<StageDefinition<?, ?>> target = find(definition, stage);
    if (target.isEmpty()) {
      body.wrong("to", "names no stage of " + definition.name());
    }
    check(letters, wanted.ids(), body);
    body.end();
    if (payload.isPresent()) {
      Object input = InputReader.read(payload.get(), "/payload", target.orElseThrow().input());
      return edited(request, letters, wanted.ids().get(0), stage, input, body);
    }
    Map<String, Long> unfit = new ConcurrentHashMap<>(Map.of("unfit", 0L));
    Step some = (at, limit) -> replay(letters.matching(wanted.filter()), at, limit, stage, unfit);
    Step ids = (at, limit) -> one(wanted.ids(), at, id -> replay(letters, id, stage, unfit));
    AuditedChange change = AuditTrail.change(request, "dead-replay").withDetail(detail(body));
    return begin(
        request, letters, wanted, body, wanted.ids().isEmpty() ? some : ids, unfit, change);
  }

  private static Optional<StageDefinition<?, ?>> find(Pipeline<?> definition, String stage) {
    for (StageDefinition<?, ?> each : definition.stages()) {
      if (each.name().equals(stage)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private static Advance replay(
      MatchingLetters letters, String at, int limit, String to, Map<String, Long> unfit) {
    MatchingLetters.Change done = letters.replay(at, limit, to);
    unfit.merge("unfit", done.unfit(), Long::sum);
    return advance(done);
  }

  private static Advance advance(MatchingLetters.Change done) {
    return new Advance(done.looked(), done.changed(), done.full(), done.next());
  }

  /** A letter that the other stage cannot take is left alone, as one among many is. */
  private static boolean replay(
      DeadLetters letters, String id, String to, Map<String, Long> unfit) {
    try {
      return letters.replay(id, to);
    } catch (IllegalArgumentException e) {
      unfit.merge("unfit", 1L, Long::sum);
      return false;
    }
  }

  private Answer drop(Request request) {
    Fields body = Fields.of(request.json());
    Wanted wanted = Wanted.of(body);
    DeadLetters letters = letters(request);
    check(letters, wanted.ids(), body);
    body.end();
    Step some = (at, limit) -> advance(letters.matching(wanted.filter()).drop(at, limit));
    Step ids = (at, limit) -> one(wanted.ids(), at, letters::drop);
    AuditedChange change = AuditTrail.change(request, "dead-drop").withDetail(detail(body));
    return begin(
        request, letters, wanted, body, wanted.ids().isEmpty() ? some : ids, Map.of(), change);
  }

  private static String detail(Fields body) {
    return Json.text(body.sent());
  }

  private static void check(DeadLetters letters, List<String> ids, Fields body) {
    for (String id : ids) {
      try {
        letters.checkId(id);
      } catch (IllegalArgumentException e) {
        body.wrong("ids", String.valueOf(e.getMessage()));
        return;
      }
    }
  }

  private interface Change {
    boolean of(String id);
  }

  /** A step over ids; its cursor is how many are done. */
  private static Advance one(List<String> ids, String at, Change change) {
    int done = at.isEmpty() ? 0 : Integer.parseInt(at);
    boolean changed = change.of(ids.get(done));
    String next = done + 1 < ids.size() ? Integer.toString(done + 1) : "";
    return Advance.of(1, changed ? 1 : 0, next);
  }

  private Answer begin(
      Request request,
      DeadLetters letters,
      Wanted wanted,
      Fields body,
      Step steps,
      Map<String, Long> beside,
      AuditedChange change) {
    boolean some = wanted.ids().isEmpty();
    MatchingLetters matching = letters.matching(wanted.filter());
    Bodies.check(body, "after", () -> checkCursor(wanted, matching));
    long there = some ? letters.size() : wanted.ids().size();
    Plan plan =
        Plan.of(wanted.after(), there, body.sent(), steps)
            .withPerSecond(wanted.perSecond())
            .withBeside(beside);
    if (wanted.dryRun()) {
      plan =
          plan.counting(
              some
                  ? (at, limit) -> count(matching, at)
                  : (at, limit) -> one(wanted.ids(), at, id -> letters.find(id).isPresent()));
    }
    return OperationRoutes.begun(request, operations.begin(request, plan, change));
  }

  private static void checkCursor(Wanted wanted, MatchingLetters matching) {
    if (wanted.ids().isEmpty()) {
      matching.check(wanted.after());
    } else if (!wanted.after().isEmpty()
        && !(wanted.after().matches("\\d{1,5}")
            && Integer.parseInt(wanted.after()) < wanted.ids().size())) {
      throw new IllegalArgumentException("it is none that an operation of these ids has told");
    }
  }

  private static Advance count(MatchingLetters matching, String at) {
    MatchingLetters.Page page = matching.page(at, 1_000);
    return new Advance(page.looked(), page.letters().size(), false, page.next());
  }

  /** Answers when it is done: a payload that does not fit is the caller's to mend. */
  private Answer edited(
      Request request, DeadLetters letters, String id, String to, Object input, Fields body) {
    AuditedChange change = AuditTrail.change(request, "dead-edit").withTarget(id);
    try {
      if (!audit.attempt(change, () -> letters.replayWith(id, to, input))) {
        throw Problem.of(
                ProblemType.NOT_FOUND, "stage " + letters.stage() + " has no dead letter " + id)
            .asException();
      }
    } catch (PayloadLimitException | IllegalArgumentException e) {
      body.wrong("payload", String.valueOf(e.getMessage()));
      body.end();
    }
    audit.write(change.withCount(1));
    return Answer.json(200, Json.object().put("replayed", 1));
  }
}
