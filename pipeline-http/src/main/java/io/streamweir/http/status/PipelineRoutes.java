package io.streamweir.http.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.json.JsonSchemas;
import io.streamweir.http.view.DefinitionJson;
import io.streamweir.inspect.PipelineNames;
import io.streamweir.payload.PayloadType;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;

/** Which pipelines there are, and what each is made of. */
public final class PipelineRoutes {
  private final Engine engine;
  private final LiveStatus live;

  /** Above this engine; what is found is sampled from then on. */
  public PipelineRoutes(Engine engine, LiveStatus live) {
    this.engine = engine;
    this.live = live;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/v1/pipelines", this::list),
        Route.get("/v1/pipelines/{pipeline}", this::show),
        Route.get("/v1/pipelines/{pipeline}/input-schema", this::inputSchema)
            .giving("application/schema+json", "application/json")
            .quick());
  }

  /** Those that are known, and with {@code search} those that a search of all keys finds. */
  private Answer list(Request request) {
    boolean searches = request.query("search").filter(value -> !value.equals("false")).isPresent();
    if (searches) {
      checkReads(request);
    }
    RedisLink link = engine.reading(request);
    ObjectNode node = Json.object();
    ArrayNode all = node.putArray("pipelines");
    if (searches) {
      PipelineNames found = PipelineNames.find(link);
      found.names().stream().filter(request.caller()::sees).forEach(live::add);
      node.put("complete", found.complete());
    }
    live.names().stream().filter(request.caller()::sees).forEach(name -> add(all, link, name));
    return Answer.json(200, node);
  }

  /** A search goes through all keys, which is no matter of programs that submit. */
  private static void checkReads(Request request) {
    if (!request.caller().may(Role.READ) && !request.caller().may(Role.OPERATE)) {
      throw Problem.of(ProblemType.FORBIDDEN, "a search of all pipelines needs the role read")
          .asException();
    }
  }

  private void add(ArrayNode all, RedisLink link, String name) {
    boolean defined = engine.pipelines().definition(name).isPresent();
    try {
      all.add(DefinitionJson.summary(engine.pipelines().find(link, name), defined));
    } catch (UnknownPipelineException e) {
      // Redis has lost it since it was found.
    } catch (RedisCallException e) {
      throw e;
    } catch (StreamweirException e) {
      all.addObject()
          .put("pipeline", name)
          .put("defined", defined)
          .put("error", String.valueOf(e.getMessage()));
    }
  }

  private Answer show(Request request) {
    PipelineFacts<?> facts = engine.pipeline(engine.reading(request), request);
    Optional<Pipeline<?>> definition = engine.pipelines().definition(facts.name());
    return tagged(DefinitionJson.of(facts, definition, request.caller()::sees));
  }

  private static Answer tagged(ObjectNode node) {
    return Answer.json(200, node).withHeader("ETag", EntityTags.of(Json.text(node)));
  }

  /** What a job's input may be, as JSON Schema: for forms, and for those who write clients. */
  private Answer inputSchema(Request request) {
    PayloadType<?> input = PayloadType.of(engine.definition(request).input());
    return tagged(JsonSchemas.ofInput(input.schema()))
        .withHeader("Content-Type", "application/schema+json");
  }
}
