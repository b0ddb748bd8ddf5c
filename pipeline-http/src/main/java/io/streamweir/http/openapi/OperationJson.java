package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One operation of an OpenAPI document. */
final class OperationJson {
  static final String SCHEMAS = "#/components/schemas/";
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)(?:\\.\\.\\.)?}");

  private final Route route;
  private final JsonNode text;

  OperationJson(Route route, JsonNode text) {
    this.route = route;
    this.text = text;
  }

  void putInto(ObjectNode operation) {
    operation.put("operationId", id());
    if (text.has("summary")) {
      operation.put("summary", text.get("summary").asText());
    }
    if (route.roles().isEmpty()) {
      operation.putArray("security");
    } else {
      List<String> roles = route.roles().stream().sorted().map(Role::text).toList();
      operation.put("description", "Role: " + String.join(" or ", roles));
      operation.putArray("security").addObject().putArray("token");
    }
    putParameters(operation.putArray("parameters"));
    if (text.has("body")) {
      ObjectNode content = operation.putObject("requestBody").putObject("content");
      route.takes().forEach(type -> schema(content.putObject(type), type, text.get("body")));
    }
    putAnswers(operation.putObject("responses"));
  }

  /** The method and the words of the path, as {@code postPipelinesStagesPurge}. */
  private String id() {
    StringBuilder id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
    for (String word : route.path().split("[/.-]")) {
      String plain = word.replaceAll("[{}]", "");
      if (!plain.isEmpty() && !plain.equals("v1")) {
        id.append(word.startsWith("{") ? "By" : "");
        id.append(Character.toUpperCase(plain.charAt(0))).append(plain.substring(1));
      }
    }
    return id.toString();
  }

  private void putParameters(ArrayNode parameters) {
    for (Matcher each = PARAMETER.matcher(route.path()); each.find(); ) {
      parameters
          .addObject()
          .put("name", each.group(1))
          .put("in", "path")
          .put("required", true)
          .putObject("schema")
          .put("type", "string");
    }
    text.path("query")
        .properties()
        .forEach(
            each ->
                parameters
                    .addObject()
                    .put("name", each.getKey())
                    .put("in", "query")
                    .putObject("schema")
                    .put("type", each.getValue().asText()));
  }

  private void putAnswers(ObjectNode answers) {
    text.path("answers")
        .properties()
        .forEach(
            each -> {
              String status = each.getKey();
              ObjectNode answer = answers.putObject(status).put("description", status);
              if (!status.equals("204") && !status.startsWith("3")) {
                ObjectNode content = answer.putObject("content");
                route
                    .gives()
                    .forEach(type -> schema(content.putObject(type), type, each.getValue()));
              }
            });
    answers
        .putObject("default")
        .put("description", "A problem")
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .putObject("schema")
        .put("$ref", SCHEMAS + "Problem");
  }

  /** Lines of JSON have a schema each; other media types have none. */
  private static void schema(ObjectNode content, String type, JsonNode name) {
    if (name.isTextual() && type.endsWith("json")) {
      content.putObject("schema").put("$ref", SCHEMAS + name.asText());
    }
  }
}
