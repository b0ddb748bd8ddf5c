package io.streamweir.http.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How operations stand, and how they are stopped. */
public final class OperationRoutes {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Operations operations;

  /** Of these operations. */
  public OperationRoutes(Operations operations) {
    this.operations = operations;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/v1/operations", this::list).by(Role.READ).quick(),
        Route.get("/v1/operations/{operation}", this::show).by(Role.READ).quick(),
        Route.get("/v1/operations/{operation}/events", this::events)
            .giving(Answer.Events.MEDIA_TYPE)
            .by(Role.READ)
            .quick(),
        Route.post("/v1/operations/{operation}/stop", this::stop).by(Role.OPERATE).quick());
  }

  private Answer list(Request request) {
    ObjectNode node = Json.object();
    ArrayNode all = node.putArray("operations");
    operations.list().stream()
        .filter(each -> request.caller().sees(each.pipeline()))
        .forEach(each -> all.add(each.json()));
    return Answer.json(200, node);
  }

  private Operation find(Request request) {
    String id = request.parameter("operation");
    return operations
        .find(id)
        .filter(each -> request.caller().sees(each.pipeline()))
        .orElseThrow(
            () ->
                Problem.of(
                        ProblemType.NOT_FOUND,
                        "this server knows no operation "
                            + id
                            + "; it forgets them an hour after their end and when it is restarted")
                    .asException());
  }

  private Answer show(Request request) {
    return Answer.json(200, find(request).json());
  }

  private Answer stop(Request request) {
    Operation operation = find(request);
    operation.stop();
    return Answer.json(200, operation.json());
  }

  /** How it stands now, behind each step, and at its end. */
  private Answer events(Request request) {
    Operation operation = find(request);
    return Answer.events(
        sink -> {
          AtomicLong told = new AtomicLong(System.nanoTime() - LEAST_NANOS);
          Runnable tell = () -> tell(sink, operation, told);
          sink.onEnd(() -> operation.unlisten(tell));
          tell.run();
          operation.listen(tell);
          if (sink.ended()) {
            operation.unlisten(tell);
          }
        });
  }

  /** Steps may be short: a stream tells some, and always the end. */
  private static void tell(EventSink sink, Operation operation, AtomicLong told) {
    long now = System.nanoTime();
    boolean ended = operation.endedAt() != null;
    if (ended || now - told.get() >= LEAST_NANOS) {
      told.set(now);
      sink.send(Event.of("operation", operation.json()));
    }
    if (ended) {
      sink.end();
    }
  }

  /** What a route answers that has begun one: where to look at it. */
  public static Answer begun(Request request, Operation operation) {
    return Answer.json(202, operation.json())
        .withHeader("Location", request.basePath() + "/v1/operations/" + operation.id());
  }
}
