package io.streamweir.http.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.view.FindingJson;
import io.streamweir.http.view.ReaderJson;
import io.streamweir.http.view.StatusJson;
import io.streamweir.http.view.TapJson;
import io.streamweir.http.view.WorkerJson;
import io.streamweir.inspect.Doctor;
import io.streamweir.inspect.Inspector;
import io.streamweir.redis.RedisLink;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Windows, taps, readers and workers of a pipeline, and what is wrong with it. */
public final class StateRoutes {
  private static final long LONGEST_LEASE = Duration.ofHours(1).toSeconds();

  private final Engine engine;

  /** Above this engine. */
  public StateRoutes(Engine engine) {
    this.engine = engine;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        look("windows", list("windows", Inspector::windows, StatusJson::window)),
        look("taps", list("taps", Inspector::taps, TapJson::of)),
        look("readers", list("readers", Inspector::resultReaders, ReaderJson::of)),
        look("workers", request -> Answer.json(200, workers(request))),
        look("doctor", request -> Answer.json(200, doctor(request))));
  }

  private static Route look(String what, Route.Handler handler) {
    return Route.get("/v1/pipelines/{pipeline}/" + what, handler).by(Role.READ);
  }

  private Inspector inspector(Request request) {
    RedisLink link = engine.reading(request);
    return new Inspector(link, engine.pipeline(link, request));
  }

  private <T> Route.Handler list(
      String name, Function<Inspector, List<T>> all, Function<T, JsonNode> view) {
    return request -> {
      ObjectNode node = Json.object();
      ArrayNode array = node.putArray(name);
      all.apply(inspector(request)).forEach(each -> array.add(view.apply(each)));
      return Answer.json(200, node);
    };
  }

  private ObjectNode workers(Request request) {
    Inspector inspector = inspector(request);
    ObjectNode node = Json.object();
    ArrayNode workers = node.putArray("workers");
    WorkerJson.of(inspector.lanes()).forEach(workers::add);
    ArrayNode keyed = node.putArray("keyed");
    inspector.keyed().forEach(each -> keyed.add(WorkerJson.of(each)));
    return node;
  }

  private ObjectNode doctor(Request request) {
    long lease =
        request.number(
            "leaseSeconds", WorkerConfig.defaults().lease().toSeconds(), 1, LONGEST_LEASE);
    RedisLink link = engine.reading(request);
    var definition = engine.definition(request);
    List<Doctor.Finding> findings =
        new Doctor(link, definition, Duration.ofSeconds(lease), request.caller()::sees).examine();
    ObjectNode node = Json.object().put("pipeline", definition.name());
    node.put("healthy", findings.stream().allMatch(Doctor.Finding::healthy));
    ArrayNode all = node.putArray("findings");
    findings.forEach(finding -> all.add(FindingJson.of(finding)));
    return node;
  }
}
