package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the pages that lead through examples/orders to the files that CI builds and runs. */
class StartTest {
  private static final Path DOCS = Documents.ROOT.resolve("docs");
  private static final Path ORDERS = Documents.ROOT.resolve("examples/orders");
  private static final Pattern SHOWN = Pattern.compile("```(?:java|xml)\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"start.md", "testing.md"})
  void showsLinesOfTheExampleAndNoOthers(String page) {
    String files =
        Documents.files(ORDERS.resolve("src"), ".java").stream()
                .map(Documents::text)
                .collect(Collectors.joining())
            + Documents.text(ORDERS.resolve("pom.xml"));
    List<String> shown =
        SHOWN.matcher(Documents.text(DOCS.resolve(page))).results().map(m -> m.group(1)).toList();

    assertThat(shown).isNotEmpty();
    assertThat(shown).allSatisfy(code -> assertThat(flush(files)).contains(flush(code)));
  }

  @Test
  void showsWhatMakesTheImageAndRunsIt() {
    assertThat(Documents.text(DOCS.resolve("deploy.md")))
        .contains("```dockerfile\n" + Documents.text(ORDERS.resolve("Dockerfile")) + "```\n")
        .contains("```yaml\n" + Documents.text(ORDERS.resolve("kubernetes.yaml")) + "```\n");
  }

  @Test
  void takesTheVersionThatIsBuilt() {
    Pattern version = Pattern.compile("streamweir-(?:parent|bom)</artifactId>\\s*<version>(.*?)<");
    String built = first(version, ORDERS.resolveSibling("../pom.xml").normalize());

    assertThat(Documents.files(ORDERS.getParent(), "pom.xml"))
        .hasSize(4)
        .allSatisfy(pom -> assertThat(first(version, pom)).isEqualTo(built));
  }

  private static String first(Pattern pattern, Path file) {
    return pattern
        .matcher(Documents.text(file))
        .results()
        .map(found -> Objects.requireNonNull(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** Without indentation, since a page shows a method at the margin. */
  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
