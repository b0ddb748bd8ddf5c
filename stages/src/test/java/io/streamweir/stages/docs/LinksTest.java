package io.streamweir.stages.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

  static List<Path> documents() {
    return Documents.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void leadToFilesAndHeadingsThatAreThere(Path document) {
    LINK.matcher(Documents.text(document))
        .results()
        .filter(link -> !link.group(1).contains("://"))
        .forEach(
            link -> {
              String path = link.group(1);
              Path target = path.isEmpty() ? document : document.resolveSibling(path);
              assertThat(Files.exists(target)).as(link.group()).isTrue();
              if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
              }
            });
  }

  private static List<String> anchors(Path document) {
    return HEADING
        .matcher(Documents.text(document))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'))
        .toList();
  }
}
