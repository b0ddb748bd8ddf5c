package io.streamweir.http.dead;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.EntityTags;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Paging;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import io.streamweir.http.engine.Engine;
import io.streamweir.http.stage.Stages;
import io.streamweir.http.view.GroupJson;
import io.streamweir.http.view.LetterJson;
import io.streamweir.inspect.DeadLetters;
import io.streamweir.inspect.DeadLetters.Letter;
import io.streamweir.inspect.LetterFilter;
import io.streamweir.inspect.LetterGroups;
import io.streamweir.inspect.MatchingLetters;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Dead letters: by their causes, as a list, and one by one. Each answer is a bounded look. */
public final class DeadRoutes {
  private static final int MOST_LOOKED = 20_000;
  private static final long MOST_BYTES = 8 << 20; // of the letters of one answer
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final Engine engine;

  /** Above this engine. */
  public DeadRoutes(Engine engine) {
    this.engine = engine;
  }

  /** The routes. */
  public List<Route> routes() {
    String pipeline = "/v1/pipelines/{pipeline}";
    String dead = pipeline + "/stages/{stage}/dead";
    return List.of(
        Route.get(pipeline + "/dead/groups", this::groups).by(Role.READ),
        Route.get(dead + "/letters", this::letters).by(Role.READ),
        Route.get(dead + "/letter", this::letter).by(Role.READ));
  }

  private DeadLetters of(Request request, RedisLink link) {
    Pipeline<?> definition = engine.definition(link, request);
    return new DeadLetters(link, definition, Stages.of(request, definition.facts()));
  }

  /** Counts some; a client adds up what it gets and goes on with {@code next}. */
  private Answer groups(Request request) {
    RedisLink link = engine.reading(request);
    LetterFilter filter = LetterQuery.of(request);
    String after = request.query("after").orElse("");
    Pipeline<?> definition = engine.definition(link, request);
    LetterWalk walk =
        Paging.parsed(
            "after",
            () -> LetterWalk.of(link, definition, request.queryAll("stage"), filter, after));
    LetterGroups groups = new LetterGroups();
    ObjectNode node = Json.object();
    if (after.isEmpty()) {
      node.put("there", walk.size());
    }
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (walk.goesOn() && walk.looked() < MOST_LOOKED && System.nanoTime() < deadline) {
      walk.step(groups::add);
    }
    ArrayNode all = node.putArray("groups");
    groups.groups().forEach(group -> all.add(GroupJson.of(group)));
    node.put("others", groups.others()).put("looked", walk.looked());
    return Answer.json(200, node.put("next", walk.next().orElse(null)));
  }

  /** Fills a page from one partition after another, until it takes long or has many bytes. */
  private Answer letters(Request request) {
    RedisLink link = engine.reading(request);
    DeadLetters letters = of(request, link);
    MatchingLetters matching = letters.matching(LetterQuery.of(request));
    int limit = Paging.limit(request);
    LetterJson view = new LetterJson(link);
    ObjectNode node = Json.object();
    ArrayNode all = node.putArray("letters");
    Optional<String> next = Optional.of(request.query("after").orElse(MatchingLetters.BEGIN));
    long looked = 0;
    long bytes = 0;
    long deadline = System.nanoTime() + LONGEST.toNanos();
    do {
      String from = next.get();
      MatchingLetters.Page page =
          Paging.parsed("after", () -> matching.page(from, limit - all.size()));
      page.letters().forEach(letter -> all.add(view.of(letters.stage(), letter)));
      bytes += page.letters().stream().mapToLong(DeadRoutes::bytes).sum();
      looked += page.looked();
      next = page.next();
    } while (next.isPresent()
        && all.size() < limit
        && looked < MOST_LOOKED
        && bytes < MOST_BYTES
        && System.nanoTime() < deadline);
    return Answer.json(200, node.put("next", next.orElse(null)).put("looked", looked));
  }

  private static long bytes(Letter letter) {
    return letter.error().length()
        + letter.fields().values().stream().mapToLong(value -> value.length).sum();
  }

  private Answer letter(Request request) {
    RedisLink link = engine.reading(request);
    DeadLetters letters = of(request, link);
    String id = request.query("id").orElse("");
    Letter letter =
        Paging.parsed("id", () -> letters.find(id))
            .orElseThrow(
                () ->
                    Problem.of(
                            ProblemType.NOT_FOUND,
                            "stage " + letters.stage() + " has no dead letter " + id)
                        .asException());
    ObjectNode node = new LetterJson(link).whole(letters.stage(), letter);
    return Answer.json(200, node).withHeader("ETag", EntityTags.of(Json.text(node)));
  }
}
