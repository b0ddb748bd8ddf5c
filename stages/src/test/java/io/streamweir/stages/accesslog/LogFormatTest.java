package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.schemas.accesslog.AccessEvent;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {
  private static final String COMBINED =
      "192.0.2.7 - alice [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 12"
          + " \"https://example.com/\" \"curl/8.5.0\"";
  private static final Set<LogFormat> ALL = EnumSet.allOf(LogFormat.class);

  private static AccessEvent read(String line) {
    return ((ParsedLine.Accepted) LogLineParser.parse(line, ALL)).event();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COMBINED + " \"-\"",
        COMBINED + " \"203.0.113.9, 198.51.100.1\"",
        COMBINED + " \"\\x22\\\"\"",
        "www.example.com:443 " + COMBINED,
        "127.0.1.1:80 " + COMBINED,
        "[2001:db8::1]:8080 " + COMBINED,
        "\uFEFFwww.example.com:443 " + COMBINED,
        "\0\0www.example.com:443 " + COMBINED
      })
  void readsTheCombinedPartOfALine(String line) {
    assertThat(LogLineParser.parse(line)).isInstanceOf(ParsedLine.Refused.class);
    assertThat(read(line)).isEqualTo(read(COMBINED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "www.example.com " + COMBINED,
        "www.example.com: " + COMBINED,
        "www.example.com:x " + COMBINED,
        ":443 " + COMBINED,
        "a:1 b:2 " + COMBINED,
        COMBINED + " \"-\" \"-\"",
        COMBINED + " \"-",
        COMBINED + "\"-\"",
        COMBINED + " -"
      })
  void refusesOtherLinesForTheReasonOfCombinedFormat(String line) {
    assertThat(LogLineParser.parse(line, ALL)).isEqualTo(LogLineParser.parse(line));
    assertThat(LogFormat.of(line)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(LogFormat.class)
  void knowsALineOfItsOwnAndNoCombinedOne(LogFormat format) {
    String line =
        format == LogFormat.MAIN ? COMBINED + " \"-\"" : "www.example.com:443 " + COMBINED;

    assertThat(LogFormat.of(line)).contains(format);
    assertThat(LogFormat.of(COMBINED)).isEmpty();
    assertThat(LogLineParser.parse(line, EnumSet.complementOf(EnumSet.of(format))))
        .isInstanceOf(ParsedLine.Refused.class);
  }

  @Test
  void isNamedByTheEnvironment() {
    assertThat(LogFormat.ofEnvironment(Map.of())).isEmpty();
    assertThat(LogFormat.ofEnvironment(Map.of(LogFormat.VARIABLE, " "))).isEmpty();
    assertThat(LogFormat.ofEnvironment(Map.of(LogFormat.VARIABLE, "main, vhost_combined")))
        .isEqualTo(ALL);
    assertThatThrownBy(() -> LogFormat.ofEnvironment(Map.of(LogFormat.VARIABLE, "json")))
        .hasMessage(
            "STREAMWEIR_ACCESS_LOG_FORMATS: 'json' is no format: name vhost_combined, main");
  }
}
