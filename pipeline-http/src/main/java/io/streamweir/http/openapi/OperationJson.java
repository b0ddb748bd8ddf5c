package io.streamweir.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.http.core.Answer;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Problem;
import io.streamweir.http.core.ProblemType;
import io.streamweir.http.core.Role;
import io.streamweir.http.core.Route;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One operation of an OpenAPI document: a route, and what is written of it. */
final class OperationJson {
  static final String SCHEMAS = "#/components/schemas/";
  private static final String REQUEST = "X-Request-Id"; // on each answer
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

  private final Route route;
  private final JsonNode text;
  private final String path;
  private final UnaryOperator<String> schemas;

  /**
   * An operation.
   *
   * @param path the path by which the document has it
   * @param schemas what the document calls the schemas that are written of
   */
  OperationJson(Route route, JsonNode text, String path, UnaryOperator<String> schemas) {
    this.route = route;
    this.text = text;
    this.path = path;
    this.schemas = schemas;
  }

  /** All of it under this name. */
  ObjectNode of(String id) {
    ObjectNode operation = Json.object().put("operationId", id);
    operation.put("summary", text.path("summary").asText());
    putRoles(operation);
    ArrayNode parameters = operation.putArray("parameters");
    parameters().forEach(name -> refer(parameters.addObject(), "parameters", name));
    if (text.has("body")) {
      ObjectNode body = operation.putObject("requestBody");
      body.put("required", !text.path("optionalBody").asBoolean());
      ObjectNode content = body.putObject("content");
      route.takes().forEach(type -> putBody(content.putObject(type), type));
    }
    putAnswers(operation.putObject("responses"));
    return operation;
  }

  private void putRoles(ObjectNode operation) {
    ArrayNode security = operation.putArray("security");
    if (route.roles().isEmpty()) {
      return;
    }
    List<String> roles = route.roles().stream().sorted().map(Role::text).toList();
    operation.put("description", "Role: " + String.join(" or ", roles));
    security.addObject().putArray("token");
    if (streams()) {
      security.addObject().putArray("parameter");
    }
  }

  private boolean streams() {
    return route.gives().contains(Answer.Events.MEDIA_TYPE);
  }

  /** Those of the path first. */
  private Set<String> parameters() {
    Set<String> names = new LinkedHashSet<>();
    for (Matcher each = PARAMETER.matcher(path); each.find(); ) {
      names.add(each.group(1));
    }
    text.path("parameters").forEach(name -> names.add(name.asText()));
    if (route.method().equals("GET") && isTagged()) {
      names.add("If-None-Match");
    }
    return names;
  }

  private boolean isTagged() {
    return text.path("answers").path("200").path("headers").toString().contains("\"ETag\"");
  }

  private void putBody(ObjectNode content, String type) {
    JsonNode body = text.get("body");
    if (body.has("lines")) {
      putLines(content, body);
    } else if (type.endsWith("json")) {
      content.set("schema", schema(body.get("schema").asText()));
    } else {
      content.putObject("schema").put("type", "string").put("format", "binary");
    }
  }

  private void putAnswers(ObjectNode answers) {
    text.path("answers").properties().forEach(each -> putAnswer(answers, each));
    if (route.method().equals("GET") && isTagged()) {
      ObjectNode same = answers.putObject("304").put("description", "It has not changed");
      header(same, "ETag");
      header(same, REQUEST);
    }
    problems().forEach((status, types) -> putProblem(answers, status, types));
    refer(answers.putObject("default"), "responses", "Problem");
  }

  private void putAnswer(ObjectNode answers, Map.Entry<String, JsonNode> given) {
    JsonNode said = given.getValue();
    ObjectNode answer = answers.putObject(given.getKey());
    answer.put("description", text.path("summary").asText());
    said.path("headers").forEach(name -> header(answer, name.asText()));
    header(answer, REQUEST);
    if (said.isEmpty()) {
      return;
    }
    ObjectNode content = answer.putObject("content");
    for (String type : route.gives().isEmpty() ? List.of("text/plain") : route.gives()) {
      putContent(content.putObject(type), said);
    }
  }

  private void putContent(ObjectNode content, JsonNode said) {
    if (said.has("schema")) {
      content.set("schema", schema(said.get("schema").asText()));
    } else if (said.has("lines")) {
      putLines(content, said);
    } else {
      content.putObject("schema").put("type", "string");
    }
    if (said.has("events")) {
      ObjectNode events = content.putObject("x-events");
      said.get("events")
          .properties()
          .forEach(each -> events.set(each.getKey(), schema(each.getValue().asText())));
    }
  }

  private void putLines(ObjectNode content, JsonNode said) {
    content.putObject("schema").put("type", "string");
    content.set("x-lines", schema(said.get("lines").asText()));
  }

  /** The problems that this operation has beside those that each may have, by status. */
  private Map<Integer, Set<ProblemType>> problems() {
    Map<Integer, Set<ProblemType>> problems = new TreeMap<>();
    if (PARAMETER.matcher(route.path()).find()) {
      add(problems, ProblemType.NOT_FOUND);
    }
    for (JsonNode slug : text.path("problems")) {
      add(problems, ProblemType.valueOf(slug.asText().toUpperCase(Locale.ROOT).replace('-', '_')));
    }
    return problems;
  }

  private static void add(Map<Integer, Set<ProblemType>> problems, ProblemType type) {
    problems.computeIfAbsent(type.status(), any -> new TreeSet<>()).add(type);
  }

  private static void putProblem(ObjectNode answers, int status, Set<ProblemType> types) {
    List<String> texts = types.stream().map(type -> type.slug() + ": " + type.title()).toList();
    ObjectNode answer = answers.putObject(Integer.toString(status));
    putProblem(answer, String.join("; ", texts));
  }

  /** What an answer says that tells a problem. */
  static void putProblem(ObjectNode answer, String description) {
    answer.put("description", description);
    header(answer, "Retry-After");
    header(answer, REQUEST);
    answer
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .putObject("schema")
        .put("$ref", SCHEMAS + "Problem");
  }

  /** Says that there is a header field. */
  private static void header(ObjectNode answer, String name) {
    refer(answer.withObjectProperty("headers").putObject(name), "headers", name);
  }

  private static void refer(ObjectNode node, String kind, String name) {
    node.put("$ref", "#/components/" + kind + "/" + name);
  }

  private ObjectNode schema(String name) {
    return Json.object().put("$ref", SCHEMAS + schemas.apply(name));
  }
}
