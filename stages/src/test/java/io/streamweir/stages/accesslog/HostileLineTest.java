package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.schemas.accesslog.AccessEvent;
import io.streamweir.schemas.accesslog.ClassifiedEvent;
import io.streamweir.schemas.accesslog.LogLine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Anybody who sends a request writes a line of the log. Whatever the line, each stage answers, and
 * soon. {@code -Dstreamweir.fuzz=N} tries N times as many lines, {@code -Dstreamweir.seed=S}
 * others.
 */
class HostileLineTest {
  private static final int LINES = 10_000 * Integer.getInteger("streamweir.fuzz", 1);
  private static final long SEED = Long.getLong("streamweir.seed", 7);
  private static final int LONG = 1 << 20;

  /** Far above what a line takes, far below what a pattern takes that goes wrong. */
  private static final Duration MOST = Duration.ofSeconds(1);

  private static final String[] ATTACKS = {
    "../",
    "%2e%2e%2f",
    "%252e",
    "\\x2e",
    "union select ",
    "' or '1'='1",
    "' or ",
    "or 1=",
    "/*",
    "*/",
    "<a ",
    "<script ",
    " on",
    "onload =",
    "javascript:",
    "`cat ",
    "$(",
    ";|",
    "() {",
    "${jndi:",
    "%00",
    "\u00c0\u00ae",
    "php://",
    "order by 1 ",
    "sleep(",
    "\"",
    "\\\"",
    "\\",
    " ",
    "+",
    "%",
    "?",
    "&",
    "=",
    "HTTP/1.1",
    "GET ",
    "[",
    "]",
    "999999999999999",
    "bot",
    "(http://",
    "\uD800",
    "\u0000",
    "\r",
    "\t"
  };

  private static final StageContext CONTEXT = StageContext.of("access-log", "parse", "job");

  private final ParseLine parse = new ParseLine(Set.of());
  private final Classify classify = new Classify();
  private final Tally tally = new Tally();

  @Test
  void answersEveryMutantOfARealLine() throws IOException {
    StringBuilder text = new StringBuilder();
    SampleLog.write(SEED, 5_000, text);
    List<String> lines = text.toString().lines().toList();
    Random random = new Random(SEED);
    int accepted = 0;
    for (int i = 0; i < LINES; i++) {
      String line = lines.get(i % lines.size());
      for (int times = 1 + random.nextInt(4); times > 0; times--) {
        line = mutate(line, random);
      }
      accepted += answers(line) ? 1 : 0;
    }
    assertThat(accepted).isBetween(LINES / 10, 9 * (LINES / 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../", "%2e", "%25", "\\x2e", "/*", "/**/", "<a", "<a ", "' or", "or 1", "union ", "' ",
        "( ", ";", "`", "$(", "=", "&", "on", " on", "a", "1", "bot", "\\", "\\\"", " ", "+", "%",
        ".", "|", "-", "#"
      })
  void answersSoonWhateverIsRepeated(String piece) {
    String much = piece.repeat(LONG / piece.length());
    assertThat(answers(much)).isFalse();
    assertThat(answers(line("/" + much, "-", "-"))).isTrue();
    assertThat(answers(line("/?q=" + much + "!", "{" + much, "{" + much))).isTrue();
    answers("h - - [" + much);
    answers(line("/", much + "\"", much));
  }

  private static String line(String target, String referer, String agent) {
    return "h - - [10/Oct/2025:13:55:36 +0000] \"GET %s HTTP/1.1\" 200 5 \"%s\" \"%s\""
        .formatted(target, referer, agent);
  }

  /** Takes, repeats, swaps or replaces a field, a piece or a character. */
  private static String mutate(String line, Random random) {
    String[] fields = line.split(" ", -1);
    int at = random.nextInt(fields.length);
    String piece = ATTACKS[random.nextInt(ATTACKS.length)];
    switch (random.nextInt(7)) {
      case 0 -> fields[at] = piece;
      case 1 -> fields[at] += piece;
      case 2 -> fields[at] = piece.repeat(1 + random.nextInt(50)) + fields[at];
      case 3 -> fields[at] = fields[random.nextInt(fields.length)];
      case 4 -> fields[at] = fields[at] + " " + fields[at];
      case 5 -> fields[at] = within(fields[at], piece, random);
      default -> fields[at] = within(fields[at], "" + (char) random.nextInt(0x10000), random);
    }
    return String.join(" ", fields);
  }

  private static String within(String field, String piece, Random random) {
    int at = random.nextInt(field.length() + 1);
    return field.substring(0, at) + piece + field.substring(Math.min(field.length(), at + 1));
  }

  /** Sends the line through all stages; answers whether it was one. */
  private boolean answers(String line) {
    long began = cpuTime();
    boolean accepted = false;
    if (parse.handle(new LogLine(line), CONTEXT) instanceof Outcome.Forward<AccessEvent> forward) {
      AccessEvent event = (AccessEvent) forward.outputs().get(0).payload();
      Outcome<ClassifiedEvent> next = classify.handle(event, CONTEXT);
      ClassifiedEvent classified =
          (ClassifiedEvent) ((Outcome.Forward<ClassifiedEvent>) next).outputs().get(0).payload();
      assertThat(tally.handle(classified, CONTEXT)).isNotNull();
      accepted = true;
    }
    assertThat(Duration.ofNanos(cpuTime() - began))
        .as("%s…", line.substring(0, Math.min(line.length(), 200)))
        .isLessThan(MOST);
    return accepted;
  }

  /** Of this thread, so that a busy machine fails no test. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
