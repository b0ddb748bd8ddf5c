package io.streamweir.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "9999|9,999",
        "10000|10.0k",
        "12345|12.3k",
        "99949|99.9k",
        "99950|100k",
        "999499|999k",
        "999500|1.00M",
        "1234567|1.23M",
        "99949999|99.9M",
        "999500000|1.00G",
        "9223372036854775807|9.22E"
      })
  void writeCountsInFiveCharacters(long number, String text) {
    assertThat(Figures.count(number)).isEqualTo(text).hasSizeLessThanOrEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|-",
        "0.04|0.0s",
        "9.94|9.9s",
        "9.96|10s",
        "99.4|99s",
        "99.6|2m",
        "5940|99m",
        "5970|2h",
        "169200|47h",
        "172800|2d"
      })
  void writeAgesInFourCharacters(double seconds, String text) {
    assertThat(Figures.age(seconds)).isEqualTo(text).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void writeRatesAndTimesToDrain() {
    assertThat(Figures.rate(Double.NaN)).isEqualTo("-");
    assertThat(Figures.rate(0)).isEqualTo("0");
    assertThat(Figures.rate(0.25)).isEqualTo("0.3");
    assertThat(Figures.rate(12_345)).isEqualTo("12.3k");
    assertThat(Figures.drain(0)).isEqualTo("-");
    assertThat(Figures.drain(Double.NaN)).isEqualTo("-");
    assertThat(Figures.drain(0.2)).isEqualTo("<1s");
    assertThat(Figures.drain(90)).isEqualTo("90s");
    assertThat(Figures.drain(Double.POSITIVE_INFINITY)).isEqualTo("never");
  }
}
