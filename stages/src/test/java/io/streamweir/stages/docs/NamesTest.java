package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What documents name in code style must be there. */
class NamesTest {
  private static final Path SCRIPTS =
      Documents.ROOT.resolve("pipeline-core/src/main/resources/io/streamweir/internal");
  private static final Pattern TYPE =
      Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\\.([a-z][A-Za-z]*))?(?:\\([^`]*\\))?`");
  private static final Pattern SCRIPT = Pattern.compile("`([\\w-]+\\.lua)`(?:: `([^`]+)`)?");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|interface|enum|alert:) ([A-Z]\\w*)");
  private static final Path ALERTS =
      Documents.ROOT.resolve("grafana/prometheus/rules/streamweir.yml");

  /** Of other libraries and formats, and the README's own. */
  private static final Set<String> FOREIGN =
      Set.of(
          "RetryConfig",
          "MeterRegistry",
          "ObservationRegistry",
          "EventExternalizationConfiguration",
          "EventExternalizationTransport",
          "StreamMessageListenerContainer",
          "RedisConnectionFactory",
          "Payment",
          "Order",
          "Orders",
          "Confirmation",
          "Accept",
          "Authorization",
          "Host",
          "Allow",
          "ETag",
          "EventSource",
          "Location",
          "Origin",
          "Prefer",
          "Dockerfile");

  private static String code = "";
  private static Set<String> types = Set.of();

  @BeforeAll
  static void readSources() {
    code = Documents.sources().stream().map(Documents::text).collect(Collectors.joining("\n"));
    types =
        DECLARED
            .matcher(code + Documents.text(ALERTS))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toUnmodifiableSet());
  }

  static List<Path> documents() {
    return Documents.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void ofTypesAndMethodsAreInTheSources(Path document) {
    TYPE.matcher(Documents.text(document)).results().forEach(NamesTest::checkType);
  }

  private static void checkType(MatchResult name) {
    String type = name.group(1);
    if (FOREIGN.contains(type) || isTest(type) || isJavas(type)) {
      return;
    }
    assertThat(types).as(name.group()).contains(type);
    if (name.group(2) != null) {
      assertThat(code).as(name.group()).containsPattern("\\b" + name.group(2) + "\\b");
    }
  }

  private static boolean isJavas(String type) {
    return Stream.of("java.lang.", "java.util.", "java.time.", "java.math.")
        .anyMatch(
            where -> {
              try {
                Class.forName(where + type);
                return true;
              } catch (ClassNotFoundException e) {
                return false;
              }
            });
  }

  /** Examples of how tests are named. */
  private static boolean isTest(String type) {
    return type.endsWith("Test") || type.endsWith("IT");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void ofScriptsAreThereAndHoldWhatIsQuoted(Path document) {
    SCRIPT
        .matcher(Documents.text(document))
        .results()
        .forEach(
            name -> {
              Optional<Path> script = script(name.group(1));
              assertThat(script).as(name.group()).isPresent();
              if (name.group(2) != null) {
                assertThat(Documents.text(script.get())).contains(name.group(2));
              }
            });
  }

  @Test
  void ofScriptsInCommentsAreThere() {
    Pattern name = Pattern.compile("\\b[a-z-]+\\.lua\\b");
    Stream.concat(Documents.sources().stream(), Documents.files(SCRIPTS, ".lua").stream())
        .forEach(
            source ->
                name.matcher(Documents.text(source))
                    .results()
                    .forEach(
                        found ->
                            assertThat(script(found.group()))
                                .as("%s in %s", found.group(), source)
                                .isPresent()));
  }

  /** Pictures have no code style: what looks like one of our types or scripts is meant so. */
  @Test
  void inPicturesAreThere() {
    Pattern type = Pattern.compile("\\b(?:[A-Z][a-z]+){2,}\\b");
    Pattern name = Pattern.compile("\\b[a-z-]+\\.lua\\b");
    Pattern text = Pattern.compile("<text[^>]*>([^<]*)</text>");
    List<Path> pictures =
        Documents.files(Documents.ROOT.resolve("docs"), ".svg").stream()
            .filter(picture -> !picture.toString().contains("benchmarks"))
            .toList();

    assertThat(pictures).isNotEmpty();
    for (Path picture : pictures) {
      String texts =
          text.matcher(Documents.text(picture))
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.joining("\n"));
      assertThat(types).as("%s", picture).containsAll(all(type, texts));
      assertThat(all(name, texts)).as("%s", picture).allMatch(found -> script(found).isPresent());
    }
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).toList();
  }

  private static Optional<Path> script(String name) {
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      return files.filter(file -> file.endsWith(name)).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
