package io.streamweir.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.HttpApi;
import io.streamweir.http.Shop;
import io.streamweir.http.Visitor;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Caller;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Every route of the API, as it refuses those who may not use it. */
class RolesTest {
  private static final Set<String> WORK =
      Set.of(
          "POST /v1/pipelines/{pipeline}/jobs",
          "POST /v1/pipelines/{pipeline}/jobs/bulk",
          "POST /v1/pipelines/{pipeline}/jobs/{job}/cancel");
  private static final Set<String> FOR_ALL =
      Set.of(
          "GET /openapi.json",
          "GET /v1/me",
          "GET /v1/pipelines",
          "GET /v1/pipelines/{pipeline}",
          "GET /v1/pipelines/{pipeline}/input-schema",
          "GET /v1/pipelines/{pipeline}/jobs/{job}",
          "GET /v1/pipelines/{pipeline}/jobs/{job}/events");

  private static TreeSet<String> all() {
    try (HttpApi http = http(Authenticator.NONE)) {
      TreeSet<String> routes = new TreeSet<>();
      JsonNode paths = Json.parse(http.openApi()).get("paths");
      paths
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .fieldNames()
                      .forEachRemaining(
                          method ->
                              routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
      routes.removeIf(route -> route.contains("/shop/"));
      return routes;
    }
  }

  private static HttpApi http(Authenticator authenticator) {
    Engine engine = Engine.of(RedisConfig.of("redis://127.0.0.1:1"), List.of(Shop.pipeline()));
    return Contract.http(engine, authenticator, ApiConfig.defaults(), List.of());
  }

  /** The routes whose answer to this caller is refused as this says, before Redis is asked. */
  private static TreeSet<String> refused(Authenticator authenticator, Predicate<Answer.Whole> as) {
    try (HttpApi http = http(authenticator)) {
      TreeSet<String> refused = new TreeSet<>(all());
      refused.removeIf(
          route -> {
            String[] words = route.replace("{pipeline}", "shop").split(" ");
            Request head = Request.of(words[0], words[1].replaceAll("\\{[a-z]+}", "x"));
            var exchange = http.api().accept(head);
            return !exchange.answered()
                || !as.test((Answer.Whole) exchange.answer(exchange.request()).join());
          });
      return refused;
    }
  }

  private static TreeSet<String> allowed(Caller caller) {
    TreeSet<String> allowed = all();
    allowed.removeAll(refused(request -> caller, answer -> answer.status() == 403));
    return allowed;
  }

  @Test
  void asksForATokenEverywhere() {
    TreeSet<String> refused =
        refused(
            request -> {
              throw Problem.of(ProblemType.UNAUTHORIZED, "no token").asException();
            },
            answer ->
                answer.status() == 401 && answer.headers().first("WWW-Authenticate").isPresent());

    assertThat(refused).isEqualTo(all());
  }

  @Test
  void letsReadersLookAndChangeNothing() {
    TreeSet<String> looks = all();
    looks.removeIf(route -> !route.startsWith("GET "));

    assertThat(allowed(new Visitor(Role.READ, "shop"))).isEqualTo(looks);
  }

  @Test
  void letsOperatorsDoAllButSubmit() {
    TreeSet<String> expected = all();
    expected.removeAll(WORK);
    expected.add("POST /v1/pipelines/{pipeline}/jobs/{job}/cancel");
    // The role operate of a token has the role read with it.
    TreeSet<String> allowed = allowed(new Visitor(Role.OPERATE, "shop"));
    allowed.addAll(allowed(new Visitor(Role.READ, "shop")));

    assertThat(allowed).isEqualTo(expected);
  }

  @Test
  void letsSubmittersSubmitAndLookAtTheirJobs() {
    TreeSet<String> expected = new TreeSet<>(WORK);
    expected.addAll(FOR_ALL);

    assertThat(allowed(new Visitor(Role.SUBMIT, "shop"))).isEqualTo(expected);
  }

  @Test
  void letsNoSubmitterSearchAllKeys() {
    try (HttpApi http = http(request -> new Visitor(Role.SUBMIT, "shop"))) {
      Answer answer = http.api().answer(Request.of("GET", "/v1/pipelines?search"));

      assertThat(((Answer.Whole) answer).status()).isEqualTo(403);
    }
  }

  @Test
  void hidesAPipelineOnEachOfItsRoutes() {
    for (Role role : Role.values()) {
      Caller stranger = new Visitor(role, "other");
      TreeSet<String> hidden = all();
      hidden.removeIf(route -> !route.contains("{pipeline}"));

      TreeSet<String> refused =
          refused(request -> stranger, answer -> answer.status() == 404 || answer.status() == 403);

      assertThat(refused).as(role.text()).containsAll(hidden);
    }
  }
}
