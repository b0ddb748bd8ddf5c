package io.streamweir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogCursorTest {
  private static final Instant TIME = Instant.ofEpochMilli(1_796_004_917_356L);

  @Test
  void comesBackFromItsText() {
    LogCursor cursor = LogCursor.since(3, TIME);
    cursor.before(1, 1_000_000);
    cursor.pass(1, "1796004917999-4");
    cursor.pass(2, "1796004917999-18446744073709551615");

    LogCursor read = LogCursor.parse(cursor.text(), 3);

    assertThat(read.from(0)).isEqualTo("1796004917356-0");
    assertThat(read.from(1)).isEqualTo("1796004917999-5");
    assertThat(read.from(2)).isEqualTo("1796004918000-0");
    assertThat(read.knowsBefore(0)).isFalse();
    assertThat(read.before(1)).isEqualTo(1_000_001);
    assertThat(read.text()).isEqualTo(cursor.text());
  }

  @Test
  void isShortEnoughForAHeader() {
    LogCursor cursor = LogCursor.since(1_024, TIME);
    for (int i = 0; i < 1_024; i++) {
      cursor.before(i, 10_000_000);
      cursor.pass(i, 1_796_004_917_356L - i * 1_000 + "-3");
    }

    assertThat(cursor.text()).matches("[A-Za-z0-9_-]+").hasSizeLessThan(11_000);
    assertThat(LogCursor.since(12, TIME).text()).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "no cursor", "AQ", "/////", "_____________________________"})
  void isNoOtherText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogCursor.parse(text, 2))
        .withMessageContaining("no place in the log of results");
  }

  @Test
  void isOfAsManyPartitions() {
    String text = LogCursor.since(3, TIME).text();

    assertThatIllegalArgumentException().isThrownBy(() -> LogCursor.parse(text, 4));
  }
}
