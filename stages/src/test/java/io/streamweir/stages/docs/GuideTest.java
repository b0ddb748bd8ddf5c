package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/guide.md and the examples that are compiled and run together. */
class GuideTest {
  private static final Pattern SHOWN = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern COMPILED =
      Pattern.compile("// guide begin\n(.*?)\n *// guide end", Pattern.DOTALL);

  @Test
  void showsTheExamplesThatAreCompiledAndRunAndNoOthers() {
    List<String> compiled =
        Documents.files(Path.of("src/test/java/io/streamweir/stages/examples"), ".java").stream()
            .flatMap(file -> parts(COMPILED, Documents.text(file)))
            .toList();

    assertThat(parts(SHOWN, Documents.text(Documents.ROOT.resolve("docs/guide.md"))))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(compiled);
  }

  private static Stream<String> parts(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(part -> part.group(1).stripIndent());
  }
}
