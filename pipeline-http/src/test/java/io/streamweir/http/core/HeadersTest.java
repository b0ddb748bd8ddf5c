package io.streamweir.http.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadersTest {
  private static List<String> lines(Headers headers) {
    List<String> lines = new ArrayList<>();
    headers.forEach((name, value) -> lines.add(name + ": " + value));
    return lines;
  }

  @Test
  void findsFieldsWhateverTheirCase() {
    Headers headers = Headers.none().plus("Accept", "a").plus("accept", "b");
    assertThat(headers.first("ACCEPT")).contains("a");
    assertThat(headers.all("accept")).containsExactly("a", "b");
    assertThat(headers.joined("Accept")).isEqualTo("a, b");
    assertThat(headers.first("Prefer")).isEmpty();
    assertThat(headers.joined("Prefer")).isEmpty();
  }

  @Test
  void replacesAllValuesOfAFieldAndKeepsTheOthers() {
    Headers headers = Headers.none().plus("Vary", "a").plus("ETag", "1").plus("vary", "b");
    assertThat(lines(headers.with("VARY", "c"))).containsExactly("ETag: 1", "VARY: c");
    assertThat(lines(headers.without("vary"))).containsExactly("ETag: 1");
    assertThat(lines(headers)).containsExactly("Vary: a", "ETag: 1", "vary: b");
  }

  @Test
  void keepsWhatWasBuiltFromWhatIsAddedLater() {
    Headers.Builder builder = new Headers.Builder().add("Prefer", "wait=1");
    Headers built = builder.build();
    builder.add("Prefer", "wait=2");
    assertThat(lines(built)).containsExactly("Prefer: wait=1");
  }
}
