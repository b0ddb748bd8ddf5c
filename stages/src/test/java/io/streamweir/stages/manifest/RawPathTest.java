package io.streamweir.stages.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
  @ParameterizedTest
  @CsvSource({"photos/, photos", "./a//b/., a/b", "., ''", "'', ''", "grüße/x, grüße/x"})
  void isWhatPeopleWrite(String written, String path) {
    assertThat(RawPath.of(written)).hasToString(path).isEqualTo(RawPath.of(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "..", "a/../b", "a/..", "//x", "a\0b"})
  void doesNotLeaveItsRoot(String written) {
    assertThatThrownBy(() -> RawPath.of(written)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isOrderedByBytes() {
    List<String> ordered = List.of("Z", "a", "a-", "a.txt", "a/", "a/b", "a0", "aa", "\u00e4");
    for (int i = 0; i + 1 < ordered.size(); i++) {
      assertThat(Tree.path(ordered.get(i))).isLessThan(Tree.path(ordered.get(i + 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "sp ace", "a?b", "a%20b", "\u00ff\u00fe", "a\nb", "\\", "-", " "})
  void keepsEveryByteOfAName(String latin1) {
    byte[] name = latin1.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(RawPath.nameOf(RawPath.toPath(name))).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0"})
  void anEntryHasOneName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RawPath.toPath(bytes)).isInstanceOf(InvalidPathException.class);
  }

  @Test
  void knowsItsParentAndItsName() {
    RawPath path = RawPath.of("a/b/c");

    assertThat(path.parent()).hasToString("a/b");
    assertThat(path.name()).asString(StandardCharsets.UTF_8).isEqualTo("c");
    assertThat(RawPath.of("a").parent()).isEqualTo(RawPath.EMPTY);
    assertThat(RawPath.of("a").resolve(RawPath.of("b/c"))).isEqualTo(path);
  }

  @Test
  void knowsWhetherItIsText() {
    assertThat(RawPath.of("grüße").isText()).isTrue();
    assertThat(Tree.path("gr\u00fc").isText()).isFalse();
  }
}
