package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PluralTest {
  private static final List<String> COUNTED =
      List.of("entries", "lanes", "jobs", "attempts", "parts", "keys", "workers", "lines");
  private static final Pattern BY_HAND =
      Pattern.compile("(\\+\\s*\"|\\{\\}|%,?d) (" + String.join("|", COUNTED) + ")\\b(?! or more)");

  @Test
  void oneIsSingular() {
    assertThat(Plural.of(0, "entry", "entries")).isEqualTo("0 entries");
    assertThat(Plural.of(1, "entry", "entries")).isEqualTo("1 entry");
    assertThat(Plural.of(21, "entry", "entries")).isEqualTo("21 entries");
    assertThat(Plural.of(1, "entry waits", "entries wait")).isEqualTo("1 entry waits");
  }

  @Test
  void saysHowLong() {
    assertThat(Plural.lasting(1.2)).isEqualTo("1 second");
    assertThat(Plural.lasting(119.4)).isEqualTo("119 seconds");
    assertThat(Plural.lasting(120)).isEqualTo("2 minutes");
    assertThat(Plural.lasting(5_000)).isEqualTo("83 minutes");
  }

  /** A number that is put before a plural by hand would say "1 entries". */
  @Test
  void messagesOfTheEngineCountWithIt() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(each -> each.toString().endsWith(".java")).toList()) {
        String text = Files.readString(source).replaceAll("//.*|LOG\\.debug\\([^;]*;", "");
        assertThat(BY_HAND.matcher(text).results().map(found -> found.group()).toList())
            .as(source.toString())
            .isEmpty();
      }
    }
  }
}
