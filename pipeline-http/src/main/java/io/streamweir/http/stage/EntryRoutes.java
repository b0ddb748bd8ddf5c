package io.streamweir.http.stage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.view.JobEntryJson;
import io.streamweir.inspect.FoundJob;
import io.streamweir.inspect.JobEntry;
import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.JobOrder;
import io.streamweir.inspect.JobPage;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Jobs;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;

/** What lies at a stage, state by state, and where a job is. */
public final class EntryRoutes {
  private final Engine engine;

  /** Above this engine. */
  public EntryRoutes(Engine engine) {
    this.engine = engine;
  }

  /** The routes. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (JobState state : JobState.values()) {
      routes.add(
          Route.get(
                  "/v1/pipelines/{pipeline}/stages/{stage}/" + state,
                  request -> page(request, state))
              .by(Role.READ));
    }
    routes.add(Route.get("/v1/pipelines/{pipeline}/jobs/{job}/entries", this::find).by(Role.READ));
    return routes;
  }

  private Answer page(Request request, JobState state) {
    RedisLink link = engine.reading(request);
    PipelineFacts<?> facts = engine.pipeline(link, request);
    String stage = Stages.of(request, facts);
    JobFilter filter = Paging.parsed("where", () -> JobFilter.of(request.queryAll("where")));
    JobOrder order = order(request, state);
    String after = request.query("after").orElse("");
    int limit = Paging.limit(request);
    JobPage page =
        Paging.parsed(
            "after", () -> new Jobs(link, facts).page(stage, state, after, limit, filter, order));
    ObjectNode node = Json.object();
    node.set("entries", entries(page.entries()));
    return Answer.json(
        200,
        node.put("next", page.next().isEmpty() ? null : page.next()).put("looked", page.looked()));
  }

  private static JobOrder order(Request request, JobState state) {
    return Paging.parsed(
        "order",
        () -> {
          JobOrder order =
              switch (request.query("order").orElse("oldest")) {
                case "oldest" -> JobOrder.OLDEST;
                case "newest" -> JobOrder.NEWEST;
                default -> throw new IllegalArgumentException("it is oldest or newest");
              };
          if (!order.fits(state)) {
            throw new IllegalArgumentException("only what is waiting or dead has newest first");
          }
          return order;
        });
  }

  private Answer find(Request request) {
    RedisLink link = engine.reading(request);
    PipelineFacts<?> facts = engine.pipeline(link, request);
    String job = request.parameter("job");
    FoundJob found = Paging.parsed("job", () -> new Jobs(link, facts).find(job));
    ObjectNode node = Json.object().put("job", job);
    node.set("entries", entries(found.entries()));
    return Answer.json(200, node.put("complete", found.complete()).put("looked", found.looked()));
  }

  private static ArrayNode entries(List<JobEntry> entries) {
    ArrayNode all = Json.array();
    entries.forEach(entry -> all.add(JobEntryJson.of(entry)));
    return all;
  }
}
