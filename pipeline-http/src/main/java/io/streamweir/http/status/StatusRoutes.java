package io.streamweir.http.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Event;
import io.streamweir.http.core.EventSink;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.view.StatusJson;
import io.streamweir.inspect.Inspector;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What waits and runs, now and lately. */
public final class StatusRoutes {
  private final Engine engine;
  private final LiveStatus live;

  /** Above this engine, as far as it is sampled. */
  public StatusRoutes(Engine engine, LiveStatus live) {
    this.engine = engine;
    this.live = live;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/v1/status", this::all).by(Role.READ),
        Route.get("/v1/status/events", this::events)
            .giving(Answer.Events.MEDIA_TYPE)
            .by(Role.READ)
            .quick(),
        Route.get("/v1/pipelines/{pipeline}/status", this::one).by(Role.READ),
        Route.get("/v1/pipelines/{pipeline}/history", this::history).by(Role.READ));
  }

  private Answer all(Request request) {
    return Answer.json(200, live.newest(wanted(request), request.caller()::sees));
  }

  private static Predicate<String> wanted(Request request) {
    Set<String> named = Set.copyOf(request.queryAll("pipeline"));
    return name -> request.caller().sees(name) && (named.isEmpty() || named.contains(name));
  }

  /** Tells what is known at once, then each sample. */
  private Answer events(Request request) {
    Predicate<String> wanted = wanted(request);
    Supplier<ObjectNode> status = () -> live.all(wanted, request.caller()::sees);
    return Answer.events(
        sink -> {
          Runnable tell = () -> tell(sink, status);
          sink.onEnd(() -> live.unlisten(tell));
          live.listen(tell);
          tell.run();
          if (sink.ended()) {
            live.unlisten(tell);
          }
        });
  }

  private void tell(EventSink sink, Supplier<ObjectNode> status) {
    live.outage()
        .ifPresentOrElse(
            outage -> sink.send(Event.of("outage", outage)),
            () -> sink.send(Event.of("status", status.get())));
  }

  private Answer one(Request request) {
    RedisLink link = engine.reading(request);
    PipelineFacts<?> facts = engine.pipeline(link, request);
    ObjectNode node = Json.object();
    ObjectNode newest = live.of(facts).newest().orElseThrow();
    node.setAll(StatusJson.seen(newest, request.caller()::sees));
    ArrayNode lanes = node.putArray("lanes");
    new Inspector(link, facts).lanes().forEach(lane -> lanes.add(StatusJson.lane(lane)));
    return Answer.json(200, node);
  }

  private Answer history(Request request) {
    PipelineFacts<?> facts = engine.pipeline(engine.reading(request), request);
    return Answer.json(200, live.of(facts).trend());
  }
}
