package io.streamweir.spring.boot.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import io.streamweir.spring.boot.override.PipelineProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;

/** What editors show of the properties, and that each property is used by a test. */
class MetadataTest {
  private static final String FILE = "META-INF/spring-configuration-metadata.json";
  private static final Path TESTS = Path.of("src/test/java");

  record Property(String name, String type, String description, boolean hasDefault) {
    @Override
    public String toString() {
      return name;
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> metadata(String kind) throws IOException {
    URL module =
        ConnectionAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation();
    String file = module.getPath().endsWith("/") ? module + FILE : "jar:" + module + "!/" + FILE;
    try (InputStream in = URI.create(file).toURL().openStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (List<Map<String, Object>>)
          Objects.requireNonNull(JsonParserFactory.getJsonParser().parseMap(text).get(kind));
    }
  }

  /** Without those that Boot makes of an endpoint. */
  static List<Property> properties() throws IOException {
    return metadata("properties").stream()
        .map(
            each ->
                new Property(
                    String.valueOf(each.get("name")),
                    String.valueOf(each.get("type")),
                    String.valueOf(each.get("description")),
                    each.containsKey("defaultValue")))
        .filter(each -> each.name().startsWith("streamweir."))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("properties")
  void describesEachPropertyInASentence(Property property) {
    assertThat(property.description()).matches("(?s)[A-Z].*\\.");
    if (property.type().equals("java.lang.Boolean")) {
      assertThat(property.description()).startsWith("Whether ");
      assertThat(property.hasDefault()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("properties")
  void knowsEachPropertyOfTheMetadata(Property property) {
    KnownKeys.of(PropertyRecords.ALL)
        .check(ConfigurationPropertyName.of(property.name()), property.name());
  }

  @ParameterizedTest
  @MethodSource("properties")
  void eachPropertyIsUsedByATest(Property property) throws IOException {
    String tests = testSources();
    assertThat(tests.contains("\"" + property.name()) || tests.contains("--" + property.name()))
        .isTrue();
  }

  @Test
  void eachSettingOfAStageIsUsedByATest() throws IOException {
    String tests = testSources();
    assertThat(keys("", PipelineProperties.StageSettings.class))
        .hasSizeGreaterThan(15)
        .allMatch(
            key ->
                tests.contains("charge + \"" + key + "=")
                    || tests.contains(".stages.ship." + key + "="));
  }

  /** The keys below a record. */
  private static List<String> keys(String prefix, Class<?> type) {
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) {
        keys.addAll(keys(prefix + name + ".", component.getType()));
      } else {
        keys.add(prefix + name);
      }
    }
    return keys;
  }

  @Test
  void namesTheRecordsOfAllProperties() throws IOException {
    assertThat(
            metadata("groups").stream()
                .filter(group -> !group.containsKey("sourceMethod"))
                .filter(group -> String.valueOf(group.get("name")).startsWith("streamweir"))
                .map(group -> String.valueOf(group.get("type"))))
        .isNotEmpty()
        .isSubsetOf(PropertyRecords.ALL.stream().map(Class::getName).toList());
  }

  private static String testSources() throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(MetadataTest::text)
          .collect(Collectors.joining());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
