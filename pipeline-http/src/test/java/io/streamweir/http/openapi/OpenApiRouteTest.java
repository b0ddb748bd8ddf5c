package io.streamweir.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.HttpApi;
import io.streamweir.http.Shop;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import io.streamweir.http.engine.Engine;
import io.streamweir.redis.RedisConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiRouteTest {
  private static JsonNode document() {
    RedisConfig nowhere = RedisConfig.of("redis://127.0.0.1:1");
    try (HttpApi http = HttpApi.of(Engine.of(nowhere, List.of(Shop.pipeline())))) {
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
  void refersOnlyToSchemasThatAreThere() {
    JsonNode document = document();
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode each : document.findValues("$ref")) {
      names.add(each.asText().substring("#/components/schemas/".length()));
    }

    assertThat(names).contains("Problem", "Operation", "Submission", "Options");
    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(document.get("components").get("schemas").has(name)).as(name).isTrue());
  }

  @Test
  void describesWhatPipelinesTake() {
    JsonNode schemas = document().get("components").get("schemas");

    JsonNode input = schemas.at("/Submission/properties/input/anyOf/0");
    assertThat(input.get("title").asText()).isEqualTo("shop");
    String order = input.get("$ref").asText().substring("#/components/schemas/".length());
    assertThat(schemas.get(order).at("/properties/cents/type").asText()).isEqualTo("integer");
  }
}
