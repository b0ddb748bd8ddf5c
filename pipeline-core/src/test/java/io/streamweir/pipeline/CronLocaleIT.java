package io.streamweir.pipeline;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testkit.ChildJvm;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cron expressions mean the same whatever the language of the JVM is: i is no small I in Turkish.
 */
class CronLocaleIT {
  private static final String[] EXPRESSIONS = {
    "0 9 * * fri", "0 9 * * FRI-MON", "0 9 1 jun,JUL,apr *", "0 9 * apr-jun sun-thu"
  };

  /** Prints when each of the expressions fires next. */
  static final class Main {
    private Main() {}

    public static void main(String[] expressions) {
      System.out.println(next(expressions) + " in " + System.getProperty("user.language"));
    }
  }

  private static List<Instant> next(String... expressions) {
    Instant now = Instant.parse("2026-11-21T03:00:00Z");
    return List.of(expressions).stream()
        .map(each -> Timing.cron(each, ZoneId.of("UTC")).next(now))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr", "az", "lt", "ar"})
  void meansTheSameInEveryLanguage(String language) {
    List<String> options = List.of("-Duser.language=" + language);
    try (ChildJvm jvm = ChildJvm.start(options, Map.of(), Main.class, EXPRESSIONS)) {
      jvm.awaitOutput(next(EXPRESSIONS) + " in " + language, PATIENCE);
      assertThat(jvm.awaitExit(PATIENCE)).hasValue(0);
    }
  }
}
