package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.AccessEvent;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineParserTest {
  private static final String HEAD = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] ";
  private static final String COMMON = HEAD + "\"GET / HTTP/1.1\" 200 12";

  @Test
  void readsEveryFieldOfACombinedLine() {
    AccessEvent event =
        accepted(
            "host.example id alice [17/May/2015:12:05:03 +0200] \"POST /a?b=c HTTP/1.0\" 404 512"
                + " \"https://example.com/\" \"curl/8.5.0\"");

    assertThat(event)
        .isEqualTo(
            new AccessEvent(
                "host.example",
                "id",
                "alice",
                1_431_857_103_000L,
                "POST",
                "/a?b=c",
                "HTTP/1.0",
                404,
                512L,
                "https://example.com/",
                "curl/8.5.0"));
  }

  @Test
  void leavesRefererAndAgentOfACommonLineNull() {
    AccessEvent event = accepted(COMMON);

    assertThat(event.getReferer()).isNull();
    assertThat(event.getAgent()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", "\0", "\0\0\0\0", "\uFEFF\uFEFF", "\0\uFEFF\0"})
  void passesOverWhatIsNoTextBeforeTheHost(String before) {
    assertThat(accepted(before + COMMON)).isEqualTo(accepted(COMMON));
    assertThat(LogLineParser.parse(before)).isInstanceOf(ParsedLine.Refused.class);
    assertThat(LogLineParser.parse(before + "nonsense"))
        .isEqualTo(new ParsedLine.Refused("a host and a space", before.length() + 1));
  }

  @Test
  void keepsEscapesAsWritten() {
    AccessEvent event =
        accepted(HEAD + "\"GET /\\\"q\\\"\\x41 HTTP/1.1\" 200 1 \"a\\\\\" \"\\n\\\"\"");

    assertThat(event.getTarget()).isEqualTo("/\\\"q\\\"\\x41");
    assertThat(event.getReferer()).isEqualTo("a\\\\");
    assertThat(event.getAgent()).isEqualTo("\\n\\\"");
  }

  @ParameterizedTest
  @CsvSource({"-,0", "0,0", "007,7", "999999999999999,999999999999999", "0000000000000000001,1"})
  void readsBytes(String written, long bytes) {
    assertThat(accepted(HEAD + "\"-\" 200 " + written).getBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COMMON,
        HEAD + "\"\" 000 -",
        HEAD + "\"-\" 408 - \"-\" \"-\"",
        HEAD + "\"GET / HTTP/1.1\" 200 12 \"\" \"\"",
        "[ ] \" [17/May/2015:10:05:03 +0000] \"x\" 200 1",
        "h i u\t [29/Feb/2024:23:59:59 -2359] \"x\" 999 1",
        "h i u [29/Feb/2000:00:00:00 +2359] \"\uFFFD \u0000\" 200 1",
        "2001:db8::1 - - [31/Dec/9999:00:00:00 +0000] \"x\" 200 1"
      })
  void acceptsLinesInTheFormat(String line) {
    assertThat(LogLineParser.parse(line)).isInstanceOf(ParsedLine.Accepted.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|1|a host and a space",
        "` `|1|a host and a space",
        "word|1|a host and a space",
        "h  u [17/May/2015:10:05:03 +0000] \"x\" 200 1|3|an identity and a space",
        "`h i `|5|a user and a space",
        "h i u 17/May/2015:10:05:03 +0000 \"x\" 200 1|7|a time in brackets",
        "h i u two [17/May/2015:10:05:03 +0000] \"x\" 200 1|7|a time in brackets",
        "h i u [17/may/2015:10:05:03 +0000] \"x\" 200 1|8|a time as dd/Mon/yyyy:HH:mm:ss +hhmm",
        "h i u [17/May/2015:10:05:03 +0000 \"x\" 200 1|34|a closing bracket",
        "h i u [17/May/2015:10:05:03 +0000]  \"x\" 200 1|35|a space and a quoted request",
        "h i u [17/May/2015:10:05:03 +0000] \"x 200 1|44|a closing quote",
        "h i u [17/May/2015:10:05:03 +0000] \"x\\\" 200 1|46|a closing quote",
        "h i u [17/May/2015:10:05:03 +0000] \"x\"200 1|39|a space and a status of three digits",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 20 1|40|a status of three digits",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 2000 1|40|a status of three digits",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200|43|a space and the number of bytes",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 x|44|the number of bytes or a hyphen",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 +1|44|the number of bytes or a hyphen",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 1000000000000000|44"
            + "|at most 999999999999999 bytes",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 1x|45"
            + "|the end or a space and a quoted referer",
        "`h i u [17/May/2015:10:05:03 +0000] \"x\" 200 1 `|45"
            + "|the end or a space and a quoted referer",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 1 \"r\"|49|a space and a quoted agent",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 1 \"r\" \"a|52|a closing quote",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" 200 1 \"r\" \"a\" x|53|the end of the line",
        "h i u [17/May/2015:10:05:03 +0000] \"a\"b\" 200 1|39|a space and a status of three digits",
        "h i u [17/May/2015:10:05:03 +0000] \"x\" \u0662\u0660\u0660 1|40|a status of three digits"
      })
  void refusesOtherLinesAndSaysWhere(String line, int column, String expected) {
    assertThat(LogLineParser.parse(line)).isEqualTo(new ParsedLine.Refused(expected, column));
  }

  @Test
  void saysInOneShortSentenceWhatIsWrongWithALongLine() {
    ParsedLine parsed = LogLineParser.parse(HEAD + "\"" + "x".repeat(1_000_000));

    assertThat(((ParsedLine.Refused) parsed).reason())
        .isEqualTo("expected a closing quote at column 1000045");
  }

  @Test
  void takesLinearTimeForLongHostileLines() {
    String[] parts = {"\\", "\"", "\\\"", " ", "\" \"", "a", "%", "[", "9"};

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (String part : parts) {
            LogLineParser.parse(HEAD + "\"" + part.repeat(1_000_000 / part.length()));
            LogLineParser.parse(COMMON + " \"" + part.repeat(1_000_000 / part.length()));
            LogLineParser.parse(part.repeat(1_000_000 / part.length()));
          }
        });
  }

  private static AccessEvent accepted(String line) {
    return ((ParsedLine.Accepted) LogLineParser.parse(line)).event();
  }
}
