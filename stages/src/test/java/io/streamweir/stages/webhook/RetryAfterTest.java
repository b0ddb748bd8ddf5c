package io.streamweir.stages.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

  @ParameterizedTest
  @CsvSource({"0, 0", "120, 120", "' 7 ', 7", "007, 7", "99999999999999999999999, 999999999"})
  void readsSeconds(String header, long seconds) {
    assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void readsDates() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW))
        .contains(Duration.ofSeconds(7));
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:00 GMT", NOW)).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sunday, 06-Nov-94 08:49:37 GMT|7",
        "Sun Nov  6 08:49:37 1994|7",
        "Sun Nov 6 08:49:37 1994|7",
        "Wed Nov 16 08:49:30 1994|864000",
        "Saturday, 01-Jan-00 00:00:00 GMT|162573030",
        "Tuesday, 06-Nov-90 08:49:37 GMT|0",
        "Sat Nov 06 08:49:37 1993|0",
        "sunday, 06-nov-94 08:49:37 gmt|7"
      })
  void readsTheOlderFormsOfDates(String header, long seconds) {
    assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "1.5",
        "soon",
        "1e3",
        "٣",
        "Sun, 99 Nov 1994 08:49:37 GMT",
        "Sunday, 99-Nov-94 08:49:37 GMT",
        "Sunday, 06-Nov-94",
        "Sun Nov 99 08:49:37 1994"
      })
  void ignoresEverythingElse(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEmpty();
  }
}
