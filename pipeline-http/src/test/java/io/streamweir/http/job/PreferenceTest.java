package io.streamweir.http.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.http.core.Request;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
  private static Optional<Duration> wait(String prefer) {
    return Preference.wait(Request.of("POST", "/").withHeader("Prefer", prefer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "wait=10 | 10",
        "WAIT = 10 | 10",
        "wait\t=\t10 | 10",
        "wait=\"10\" | 10",
        "wait=600 | 60",
        "respond-async, wait=10 | 10",
        "respond-async; wait=10 | 10",
        "handling=lenient, wait=5 | 5",
      })
  void readsForHowLongAClientWouldWait(String prefer, long seconds) {
    assertThat(wait(prefer)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "wait", "wait=", "wait=0", "wait=-1", "wait=soon", "waits=1", "=1", "wait==1"})
  void passesOverWhatItCannotRead(String prefer) {
    assertThat(wait(prefer)).isEmpty();
  }

  @Test
  @Timeout(10)
  void readsManyBlanksInATimeThatGrowsWithTheirNumberOnly() {
    assertThat(wait("wait" + " ".repeat(300_000) + "x")).isEmpty();
    assertThat(wait("wait" + " ".repeat(300_000) + "=5")).contains(Duration.ofSeconds(5));
  }
}
