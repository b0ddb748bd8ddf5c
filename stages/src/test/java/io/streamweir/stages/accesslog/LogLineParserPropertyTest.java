package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.AccessEvent;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compares the parser with the format written down once more, as a regular expression. */
class LogLineParserPropertyTest {
  private static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
  private static final Pattern LINE =
      Pattern.compile(
          "[\0\uFEFF]*+([^ ]+) ([^ ]+) ([^ ]+) \\[(.{26})] "
              + QUOTED
              + " ([0-9]{3}) (-|[0-9]+)"
              + "(?: "
              + QUOTED
              + " "
              + QUOTED
              + ")?",
          Pattern.DOTALL);
  private static final Pattern REQUEST =
      Pattern.compile("([A-Z]+) (.+) (HTTP/[0-9]\\.[0-9])", Pattern.DOTALL);

  private static final String[] PIECES = {
    " ",
    "\"",
    "\\",
    "\\\"",
    "[",
    "]",
    "-",
    "0",
    "9999999999999999",
    "\t",
    "\u0000",
    "\uFEFF",
    "\r",
    "é",
    "\uFFFD",
    "/May/",
    "/Feb/",
    "HTTP/1.1",
    "GET ",
    "\" \"",
    "?",
    "+",
    ":"
  };

  @Test
  void agreesWithARegularExpressionOnGeneratedLines() throws IOException {
    for (String line : sample(20_000)) {
      check(line);
    }
  }

  @Test
  void agreesWithARegularExpressionOnMutatedLines() throws IOException {
    Random random = new Random(11);
    int accepted = 0;
    for (String line : sample(20_000)) {
      String mutant = mutate(line, random);
      accepted += check(mutant) ? 1 : 0;
    }
    assertThat(accepted).isBetween(4_000, 16_000);
  }

  @Test
  void answersAnyText() {
    Random random = new Random(13);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int parts = random.nextInt(40); parts > 0; parts--) {
        text.append(
            random.nextInt(4) == 0
                ? String.valueOf((char) random.nextInt(0x10000))
                : PIECES[random.nextInt(PIECES.length)]);
      }
      check(text.toString());
    }
  }

  private static boolean check(String line) {
    ParsedLine parsed = LogLineParser.parse(line);
    AccessEvent expected = byRegex(line);
    if (expected == null) {
      assertThat(parsed).as(line).isInstanceOf(ParsedLine.Refused.class);
      assertThat(((ParsedLine.Refused) parsed).column()).isBetween(1, line.length() + 1);
    } else {
      assertThat(parsed).as(line).isEqualTo(new ParsedLine.Accepted(expected));
    }
    return expected != null;
  }

  private static @Nullable AccessEvent byRegex(String line) {
    Matcher m = LINE.matcher(line);
    if (!m.matches() || m.group(7).matches("0*[1-9][0-9]{15,}")) {
      return null;
    }
    long time = LogTime.millis(m.group(4), 0);
    Matcher request = REQUEST.matcher(m.group(5));
    boolean good = request.matches();
    return time == LogTime.NONE
        ? null
        : new AccessEvent(
            m.group(1),
            m.group(2),
            m.group(3),
            time,
            good ? request.group(1) : "other",
            good ? request.group(2) : m.group(5),
            good ? request.group(3) : "",
            Integer.valueOf(m.group(6)),
            m.group(7).equals("-") ? 0L : Long.valueOf(m.group(7)),
            m.group(8),
            m.group(9));
  }

  /** Removes, repeats or inserts a piece once or twice. */
  private static String mutate(String line, Random random) {
    String mutant = line;
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      int at = random.nextInt(mutant.length() + 1);
      int to = Math.min(mutant.length(), at + random.nextInt(3));
      String piece = PIECES[random.nextInt(PIECES.length)];
      mutant = mutant.substring(0, at) + (random.nextBoolean() ? piece : "") + mutant.substring(to);
    }
    return mutant;
  }

  private static List<String> sample(int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    SampleLog.write(5, lines, text);
    return text.toString().lines().toList();
  }
}
