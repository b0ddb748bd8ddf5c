package io.streamweir.http.openapi;

import static io.streamweir.http.Desk.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.HttpApi;
import io.streamweir.http.Shop;
import io.streamweir.http.Visitor;
import io.streamweir.http.contract.Contract;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.ApiConfig;
import io.streamweir.http.core.Authenticator;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.core.Role;
import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiRouteTest {
  private static JsonNode document() {
    return document(Authenticator.NONE);
  }

  private static JsonNode document(Authenticator callers) {
    Engine engine = Engine.of(RedisConfig.of("redis://127.0.0.1:1"), List.of(Shop.pipeline()));
    try (HttpApi http = Contract.http(engine, callers, ApiConfig.defaults(), List.of())) {
      Answer.Whole answer = (Answer.Whole) http.api().answer(Request.of("GET", "/openapi.json"));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      return Json.parse(answer.text());
    }
  }

  private static List<JsonNode> operations(JsonNode document) {
    List<JsonNode> operations = new ArrayList<>();
    document.get("paths").forEach(item -> item.forEach(operations::add));
    return operations;
  }

  @Test
  void describesEveryRoute() {
    List<JsonNode> operations = operations(document());

    assertThat(operations).hasSizeGreaterThan(50);
    assertThat(operations)
        .allSatisfy(
            each -> {
              assertThat(each.path("summary").asText()).as(each.toString()).isNotEmpty();
              assertThat(each.get("responses").size()).as(each.toString()).isGreaterThan(1);
            });
    assertThat(operations.stream().map(each -> each.get("operationId").asText()).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void describesNoRouteThatIsNotThere() {
    JsonNode paths = document().get("paths");
    TreeSet<String> missing = new TreeSet<>();
    OperationTexts.read()
        .names()
        .forEach(
            name -> {
              String[] words = name.split(" ");
              String path = words[1].replace("...}", "}");
              if (!paths.path(path).has(words[0].toLowerCase(Locale.ROOT))) {
                missing.add(name);
              }
            });

    assertThat(missing) // those that each process adds by itself
        .containsExactly("GET /health/live", "GET /health/ready", "GET /metrics");
  }

  @Test
  void refersOnlyToWhatIsThere() {
    JsonNode document = document();
    TreeSet<String> references = new TreeSet<>();
    document.findValues("$ref").forEach(each -> references.add(each.asText()));

    assertThat(references).contains("#/components/schemas/Problem", "#/components/headers/ETag");
    assertThat(references)
        .allSatisfy(each -> assertThat(document.at(each.substring(1)).isObject()).isTrue());
  }

  @Test
  void refersToEachComponent() {
    JsonNode document = document();
    TreeSet<String> references = new TreeSet<>();
    document.findValues("$ref").forEach(each -> references.add(each.asText()));
    TreeSet<String> unused = new TreeSet<>();
    for (String kind : List.of("schemas", "parameters", "headers", "responses")) {
      document
          .get("components")
          .get(kind)
          .fieldNames()
          .forEachRemaining(name -> unused.add("#/components/" + kind + "/" + name));
    }
    unused.removeAll(references);

    assertThat(unused).isEmpty();
  }

  @Test
  void describesWhatAPipelineTakesAndGives() {
    JsonNode document = document();
    JsonNode schemas = document.get("components").get("schemas");

    JsonNode submit = document.get("paths").get("/v1/pipelines/shop/jobs").get("post");
    assertThat(submit.get("operationId").asText()).isEqualTo("submitJob.shop");
    assertThat(submit.at("/requestBody/content/application~1json/schema/$ref").asText())
        .endsWith("/Submission.shop");
    String input = schemas.at("/Submission.shop/properties/input/$ref").asText();
    JsonNode order = document.at(input.substring(1));
    assertThat(order.at("/properties/cents/type").asText()).isEqualTo("integer");
    assertThat(texts(order.get("required"), "")).containsExactlyInAnyOrder("number", "cents");
    String value = schemas.at("/JobFinished.shop/properties/value/anyOf/0/$ref").asText();
    assertThat(texts(document.at(value.substring(1)).get("required"), ""))
        .containsExactlyInAnyOrder("number", "cents", "currency");
  }

  @Test
  void hidesPipelinesThatTheCallerMayNotKnowOf() {
    assertThat(document(request -> new Visitor(Role.READ, "other")).toString())
        .doesNotContain("shop");
  }

  @Test
  void saysNothingOfTheConsole() {
    document()
        .get("paths")
        .fieldNames()
        .forEachRemaining(path -> assertThat(path).doesNotContain("console"));
  }
}
