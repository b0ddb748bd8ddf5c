package io.streamweir.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class GlobalOptionsTest {
  @Command
  private static final class Any {}

  private static GlobalOptions parsed(String... words) {
    GlobalOptions options = new GlobalOptions();
    CommandLine line = new CommandLine(new Any());
    line.addMixin("options", options);
    line.parseArgs(words);
    return options;
  }

  @Test
  void thePlaceIsWhatWasGiven() {
    assertThat(parsed().place()).isEmpty();
    assertThat(parsed("--namespace", "tests", "--no-color", "--tls-ca", "ca.pem").place())
        .containsExactly("--tls-ca", "ca.pem", "--namespace", "tests");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://ops@redis:6379, redis://ops@redis:6379",
    "redis://ops:se:cr@et@redis:6379/2, redis://ops:***@redis:6379/2",
    "redis://:secret@redis, redis://:***@redis",
    "redis://redis:6379/1, redis://redis:6379/1",
    "redis-cluster://a:1@n1:6379;n2:6379, redis-cluster://a:***@n1:6379;n2:6379",
    "redis-sentinel://s1:1/0?sentinelPassword=x#m, redis-sentinel://s1:1/0?sentinelPassword=***#m"
  })
  void thePlaceHasNoPassword(String given, String shown) {
    assertThat(parsed("--redis", given).place()).containsExactly("--redis", shown);
  }
}
