package io.streamweir.cli.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Helm chart, rendered by Helm itself. */
public final class Chart {
  private static final Path PATH = Path.of("../deploy/helm/streamweir").toAbsolutePath();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Chart() {}

  /** The values that are checked in for tests. */
  static List<Path> values() {
    try (Stream<Path> files = Files.list(PATH.resolve("ci"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What `helm template` prints with these values. */
  static String text(String values) {
    return template().withValuesFile(PATH.resolve("ci").resolve(values)).call();
  }

  /** What is made with these values. */
  static List<JsonNode> objects(String values) {
    return parsed(text(values));
  }

  /** What is made with the default values but this one. */
  static List<JsonNode> objectsWith(String key, Object value) {
    return parsed(template().set(key, value).call());
  }

  /** What KEDA asks Prometheus for the group that it scales with the values everything.yaml. */
  public static String query() {
    return objects("everything.yaml").stream()
        .filter(each -> each.at("/kind").asText().equals("ScaledObject"))
        .map(each -> each.at("/spec/triggers/0/metadata/query").asText())
        .findFirst()
        .orElseThrow();
  }

  static LintResult lint() {
    return new Helm(PATH).lint().strict().call();
  }

  static List<JsonNode> parsed(String text) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      return documents.readAll().stream().filter(node -> node.has("kind")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TemplateCommand template() {
    return new Helm(PATH).template().withName("log").withNamespace("streamweir");
  }
}
