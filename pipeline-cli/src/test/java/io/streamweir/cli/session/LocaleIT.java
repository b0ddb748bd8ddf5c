package io.streamweir.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Main;
import io.streamweir.cli.Run;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a JVM whose locale knows ASCII alone, as under cron and systemd. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class LocaleIT {
  /** The bytes of {@code käse} and {@code küse}. */
  private static final String KAESE = "k\\303\\244se";

  private static final String KUESE = "k\\303\\274se";

  @TempDir Path directory;

  @Tag("matrix")
  @ParameterizedTest
  @ValueSource(strings = {"POSIX", "tr_TR.UTF-8"})
  void argumentsAreTheSameBytesInOtherLocales(
      String locale, RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    argumentsAreTheSameBytes(locale, space, redis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void argumentsAreTheSameBytes(
      String locale, RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    for (String name : new String[] {KAESE, KUESE}) {
      Run run =
          run(
              space,
              locale,
              name,
              "schedule",
              "add",
              "-p",
              "access-log",
              "--every",
              "24h",
              "--key",
              "NAME",
              "daily",
              "NAME");
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      String definition = redis.hget(space.key("{access-log/0}:schedules"), "daily");
      assertThat(definition)
          .contains(name.equals(KAESE) ? "k%C3%A4se" : "k%C3%BCse")
          .contains(name.equals(KAESE) ? "käse" : "küse");
    }
  }

  @Test
  void filesAreFoundByTheirBytes(RedisSpace space, RedisCommands<String, String> redis)
      throws Exception {
    filesAreFoundByTheirBytes("C", space, redis);
  }

  @Tag("matrix")
  @Test
  void filesAreFoundByTheirBytesInUtf8(RedisSpace space, RedisCommands<String, String> redis)
      throws Exception {
    filesAreFoundByTheirBytes("C.UTF-8", space, redis);
  }

  private void filesAreFoundByTheirBytes(
      String locale, RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    shell(Map.of(), List.of("sh", "-c", "printf 'a\\nb\\n' > \"$(printf '" + KAESE + "')\""));
    String absolute = directory.toString().replace("\\", "\\\\") + "/" + KAESE;
    for (String name : new String[] {KAESE, absolute}) {
      for (String once : new String[] {"--rate=1000", "--once"}) {
        Run run = run(space, locale, name, "submit", "-p", "access-log", once, "NAME");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
      }
    }
    assertThat(redis.xlen(space.key("{access-log/0}:inbox:parse"))).isEqualTo(6);
    Run missing = run(space, locale, KUESE, "submit", "-p", "access-log", "NAME");
    assertThat(missing.err()).contains("cannot read küse: no such file");
  }

  @Test
  void whatIsNotUtf8IsRefusedInEveryLocale(RedisSpace space) throws Exception {
    for (String locale : new String[] {"C", "C.UTF-8"}) {
      Run run = run(space, locale, "k\\344se", "cancel", "-p", "access-log", "--key", "NAME", "id");
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("argument 5 is not UTF-8");
    }
  }

  /** Runs the command; NAME stands for what printf makes of the name. */
  private Run run(RedisSpace space, String locale, String name, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--redis", space.uri(), "--namespace", space.namespace()));
    StringBuilder script = new StringBuilder("name=$(printf '" + name + "'); exec");
    for (String word : ChildJvm.commandLine(Main.class, all.toArray(String[]::new))) {
      script.append(word.equals("NAME") ? " \"$name\"" : " '" + word + "'");
    }
    return shell(Map.of("LC_ALL", locale), List.of("sh", "-c", script.toString()));
  }

  private Run shell(Map<String, String> environment, List<String> command) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }
}
