package io.streamweir.http.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.http.core.Json;
import io.streamweir.http.core.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An OpenAPI document, by which requests find what is said of them. Thread-safe. */
final class Description {
  private final JsonNode document;
  private final Schemas schemas;
  private final List<Path> paths = new ArrayList<>();

  /** A path, those with the fewest parameters first, as OpenAPI wants them matched. */
  private record Path(Pattern pattern, long parameters, JsonNode operations) {}

  Description(String text) {
    this.document = Json.parse(text);
    this.schemas = new Schemas(document.get("components"));
    document.get("paths").properties().forEach(each -> add(each.getKey(), each.getValue()));
    paths.sort(Comparator.comparingLong(Path::parameters));
  }

  private void add(String path, JsonNode operations) {
    Pattern pattern = Pattern.compile(path.replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+"));
    paths.add(new Path(pattern, path.chars().filter(each -> each == '{').count(), operations));
  }

  Described of(Request request) {
    Optional<JsonNode> operations =
        paths.stream()
            .filter(path -> path.pattern().matcher(request.path()).matches())
            .findFirst()
            .map(Path::operations);
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    JsonNode operation =
        operations.map(all -> all.get(method.toLowerCase(Locale.ROOT))).orElse(null);
    String name = request.method() + " " + request.path();
    return new Described(name, Optional.ofNullable(operation), document, schemas);
  }
}
