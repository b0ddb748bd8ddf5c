package io.streamweir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.cli.session.Session;
import io.streamweir.cli.terminal.ClosedOutputException;
import io.streamweir.cli.terminal.Output;
import io.streamweir.cli.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private static final String NOWHERE = "redis://user:secret@127.0.0.1:1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "help",
        "help submit",
        "demo --help",
        "worker --help",
        "monitor --help",
        "submit --help",
        "results --help",
        "job --help",
        "cancel --help",
        "status --help",
        "report --help",
        "delayed --help",
        "run-now --help",
        "purge --help",
        "dead --help",
        "dead list --help",
        "dead show --help",
        "dead replay --help",
        "dead drop --help",
        "schedule --help",
        "schedule list --help",
        "schedule add --help",
        "schedule remove --help",
        "schedule pause --help",
        "schedule resume --help",
        "schedule run-now --help",
        "schema --help",
        "doctor --help"
      })
  void helpGoesToStandardOutput(String line) {
    Run run = Run.of(line.split(" "));
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("Usage: streamweir").doesNotContain("\u001b");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "help nonsense",
        "--nonsense",
        "status --nonsense",
        "status --log-format xml",
        "status --pipeline nope",
        "status --namespace A_b",
        "status --stages nope",
        "status --interval 1s",
        "status --watch --interval 10ms",
        "status --watch --warn-age soon",
        "status --redis http://somewhere",
        "submit --pipeline access-log",
        "submit --pipeline nope file",
        "submit --pipeline access-log --rate x file",
        "submit --pipeline access-log --rate -1 file",
        "submit --pipeline access-log --replicated 0 --replicated-timeout 1s file",
        "submit --pipeline access-log --replicated -1 file",
        "submit --pipeline access-log --replicated 1 --replicated-timeout 2h file",
        "submit --pipeline access-log --replicated-timeout 1s file",
        "submit file",
        "submit --pipeline access-log --sample file",
        "submit --pipeline access-log --sample --once",
        "submit --pipeline access-log --once --repeat file",
        "submit --pipeline access-log --repeat -",
        "submit --pipeline access-log --delay soon file",
        "submit --pipeline access-log --at noon file",
        "submit --pipeline access-log --at 2026-11-21T03:00 file",
        "submit --pipeline access-log --at 2026-11-21T03:00Z --delay 1s file",
        "submit --pipeline access-log --wait file",
        "submit --pipeline access-log --output x.sha256 file",
        "submit --pipeline manifest",
        "submit --pipeline manifest --sample",
        "submit --pipeline manifest --once dir",
        "submit --pipeline manifest --rate 1 dir",
        "submit --pipeline manifest --wait -",
        "submit --pipeline manifest --print --output x.sha256 dir",
        "submit --pipeline manifest --output x.txt dir",
        "submit --pipeline manifest /dir",
        "submit --pipeline manifest dir/../other",
        "worker --pipeline manifest",
        "worker --stages collect",
        "worker --pipeline access-log --stages parse,nope",
        "worker --lease 10",
        "worker --metrics-port x",
        "worker --metrics-port -1",
        "worker --metrics-port 65536",
        "monitor",
        "monitor --metrics-port 0 --pipeline nope",
        "worker --lease 10ms",
        "worker --concurrency -1",
        "worker --concurrency 10001",
        "job --pipeline access-log",
        "job --pipeline access-log no/id",
        "cancel --pipeline access-log",
        "cancel --pipeline access-log no/id",
        "cancel --pipeline nope job",
        "cancel --pipeline access-log --key",
        "dead",
        "dead list --pipeline access-log --stage nope",
        "delayed --pipeline access-log --stage nope",
        "delayed --pipeline access-log --limit 0",
        "dead list --pipeline access-log --limit 0",
        "run-now --pipeline access-log",
        "run-now --pipeline access-log no/id",
        "run-now --pipeline access-log --stage parse",
        "run-now --pipeline access-log --stage parse --yes job",
        "run-now --pipeline access-log --where a=b job",
        "purge --pipeline access-log --stage parse --yes",
        "purge --pipeline access-log --stage parse --state waiting",
        "purge --pipeline access-log --stage parse --state running --yes",
        "purge --pipeline access-log --state waiting --yes",
        "purge --pipeline access-log --stage parse --state waiting --yes --older-than soon",
        "dead replay --pipeline access-log",
        "dead replay --pipeline access-log --all --id 0:1-1",
        "dead drop --pipeline access-log",
        "dead drop --pipeline access-log --all",
        "dead drop --pipeline access-log --reason rejected",
        "dead drop --pipeline access-log --id 0:1-1 --reason rejected",
        "dead drop --pipeline access-log --id 0:1-1 --after parse:",
        "dead drop --pipeline access-log --all --yes --where x",
        "dead drop --pipeline access-log --all --yes --since 1h --until 2h",
        "dead replay --pipeline access-log --all --yes --payload file",
        "dead replay --pipeline access-log --all --yes --rate -1",
        "dead replay --pipeline access-log --id 0:1-1 --rate 1",
        "dead replay --pipeline access-log --all --yes --to nope",
        "dead list --pipeline access-log --replaced --group",
        "schedule",
        "schedule list --pipeline nope",
        "schedule add --pipeline access-log a",
        "schedule add --pipeline access-log a job",
        "schedule add --pipeline access-log --every 50ms a job",
        "schedule add --pipeline access-log --every 10s --zone UTC a job",
        "schedule add --pipeline access-log --every 10s --cron nonsense a job",
        "schedule add --pipeline access-log --every 10s --missed never a job",
        "schedule add --pipeline access-log --every 10s A_b job",
        "schedule pause --pipeline access-log",
        "demo --workers 0",
        "demo --workers 65"
      })
  void wrongUsageIsStatusTwoAndNothingOnStandardOutput(String line) {
    Run run = line.isEmpty() ? Run.of() : Run.of(line.split(" "));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("streamweir").doesNotContain("\tat ");
  }

  @Test
  void theVersionIsPrinted() {
    Run run = Run.of("--version");
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("streamweir ");
  }

  @Test
  void anUnknownPipelineIsAnsweredWithThoseThatThereAre() {
    assertThat(Run.of("status", "--pipeline", "nope").err())
        .contains("unknown pipeline 'nope'; known: access-log, ");
  }

  @Test
  void aWrongCronExpressionIsAnsweredWithWhatIsWrongWithIt() {
    Run run = Run.of("schedule", "add", "-p", "access-log", "--cron", "61 3 * * *", "nightly", "x");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "cron expression '61 3 * * *'", "not in range [0, 59]", "minute hour day-of-month");
    String[] words = "schedule add -p access-log --zone Berlin nightly x --cron".split(" ");
    words = Arrays.copyOf(words, words.length + 1);
    words[words.length - 1] = "0 3 * * *";
    Run zone = Run.of(words);
    assertThat(zone.status()).isEqualTo(2);
    assertThat(zone.err()).contains("unknown time zone 'Berlin'", "Europe/Berlin");
  }

  @Test
  void aServerThatIsNotThereIsOneClearLine() {
    Run run = Run.of("status", "--pipeline", "access-log", "--redis", NOWHERE);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("127.0.0.1:1", "start the server").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://nosuch.invalid",
        "rediss://nosuch.invalid",
        "redis-cluster://nosuch.invalid",
        "redis-sentinel://nosuch.invalid,nosuch.invalid:1#main"
      })
  void aHostThatHasNoAddressIsAnsweredWithWhereItsNameStands(String uri) {
    Run run = Run.of("status", "--pipeline", "access-log", "--redis", uri);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .contains("nosuch.invalid", "no host of that name", "--redis or STREAMWEIR_REDIS");
  }

  @Test
  void aDemoOnAServerThatIsNotThereEnds() {
    Run run = Run.of("demo", "--redis", NOWHERE);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("start the server").doesNotContain("secret");
  }

  @Test
  void theServerComesFromTheEnvironmentWhereNoOptionSaysIt() {
    Run run =
        Run.withEnvironment(
            Map.of("STREAMWEIR_REDIS", NOWHERE), "status", "--pipeline", "access-log");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1:1").doesNotContain("secret");
  }

  @Test
  void globalOptionsMayStandBeforeTheCommand() {
    Run run = Run.of("--redis", NOWHERE, "status", "--pipeline", "access-log");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("127.0.0.1:1");
  }

  @Test
  void passwordsAreNeverPrinted() {
    assertThat(Run.of("status", "--redsi=" + NOWHERE).all()).doesNotContain("secret");
    assertThat(Run.of("status", NOWHERE).all()).doesNotContain("secret");
    assertThat(Run.of("status", "--redis", "x://user:sec/secret@h").all()).doesNotContain("secret");
    assertThat(Run.of("status", "--debug", "--redis", NOWHERE, "-p", "access-log").all())
        .contains("\tat ")
        .doesNotContain("secret");
  }

  @Test
  void aMissingFileIsNamed() {
    Run run = Run.of("submit", "--pipeline", "access-log", "/no/such/file");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("/no/such/file: no such file");
  }

  @Test
  void aReaderThatGoesAwayIsNoFailure() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Session session =
        new Session(
            Output.to(closed),
            Output.toErrors(OutputStream.nullOutputStream()),
            System.in,
            Terminal.none(),
            Map.of(),
            UsageTest.class.getClassLoader());
    assertThat(Main.run(session, "--help")).isZero();
    assertThatThrownBy(() -> session.out().line("x")).isInstanceOf(ClosedOutputException.class);
  }

  @Test
  void theDemoDoesNotPromiseToUseTheUsualServer() {
    String help = Run.of("demo", "--help").all().replaceAll("\\s+", " ");
    assertThat(help)
        .contains("--redis=URI Use this server. Default: a Redis of its own")
        .doesNotContain("Default: $STREAMWEIR_REDIS,");
    assertThat(Run.of("status", "--help").all()).contains("Default: $STREAMWEIR_REDIS,");
  }
}
