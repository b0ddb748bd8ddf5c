package io.streamweir.cli.input;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Main;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Pipes of the operating system, in place of files and as standard input. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // takes longest
class PipeIT {
  @TempDir Path directory;

  @Test
  void aPipeIsAFile(RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    Path log = Files.writeString(directory.resolve("log"), "a\nb\nc\n");
    fifo("pipe");
    String feed = "cat '" + log + "' > pipe & ";
    assertThat(shell(space, feed + "\"$@\" pipe", "submit"))
        .isEqualTo("submitted 3, refused 0, duplicates 0\n");
    assertThat(shell(space, "cat '" + log + "' | \"$@\" /dev/stdin", "submit"))
        .isEqualTo("submitted 3, refused 0, duplicates 0\n");
    assertThat(shell(space, "\"$@\" /dev/stdin < '" + log + "'", "submit"))
        .isEqualTo("submitted 3, refused 0, duplicates 0\n");
    assertThat(redis.xlen(inbox(space))).isEqualTo(9);
  }

  @Test
  void onceReadsAPipeOnceAndKnowsItsContentAgain(RedisSpace space) throws Exception {
    Path log = Files.writeString(directory.resolve("log"), "a\nb\nc\n");
    fifo("pipe");
    String feed = "cat '" + log + "' > pipe & ";
    assertThat(shell(space, feed + "\"$@\" pipe", "submit", "--once"))
        .isEqualTo("submitted 3, refused 0, duplicates 0\n");
    assertThat(shell(space, feed + "\"$@\" pipe", "submit", "--once"))
        .isEqualTo("submitted 0, refused 0, duplicates 3\n");
    assertThat(shell(space, "cat '" + log + "' | \"$@\" /dev/stdin", "submit", "--once"))
        .isEqualTo("submitted 0, refused 0, duplicates 3\n");
  }

  @Test
  void repeatRepeatsWhatCameThroughAPipe(RedisSpace space, RedisCommands<String, String> redis)
      throws Exception {
    Path log = Files.writeString(directory.resolve("log"), "a\nb\n");
    fifo("pipe");
    String feed = "cat '" + log + "' > pipe & ";
    Process process = start(space, feed + "exec \"$@\" pipe", "submit", "--repeat");
    try {
      awaitLength(space, redis, 20);
    } finally {
      end(process);
    }
  }

  @Test
  void membersMayPauseAndEachLineLeavesWhenItIsThere(
      RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    Process process = start(space, "exec \"$@\" -", "submit");
    try (OutputStream pipe = process.getOutputStream()) {
      GZIPOutputStream member = new GZIPOutputStream(pipe, 512, true);
      member.write("a\nb\nhalf a li".getBytes(StandardCharsets.UTF_8));
      member.flush();
      pipe.flush();
      awaitLength(space, redis, 2);
      member.write("ne\n".getBytes(StandardCharsets.UTF_8));
      member.finish();
      pipe.flush();
      awaitLength(space, redis, 3);
      pipe.write(GzipInputTest.gzip("d\ne".getBytes(StandardCharsets.UTF_8)));
      pipe.flush();
      awaitLength(space, redis, 4);
    } finally {
      process.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
      end(process);
    }
    assertThat(process.exitValue()).isZero();
    assertThat(redis.xlen(inbox(space))).isEqualTo(5);
  }

  @Test
  void aPlainLineLeavesAlthoughTheNextIsHalfThere(
      RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    Process process = start(space, "exec \"$@\" -", "submit");
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("a\nb".getBytes(StandardCharsets.UTF_8));
      pipe.flush();
      awaitLength(space, redis, 1);
      pipe.write("b\nc".getBytes(StandardCharsets.UTF_8));
      pipe.flush();
      awaitLength(space, redis, 2);
    } finally {
      process.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
      end(process);
    }
    assertThat(redis.xlen(inbox(space))).isEqualTo(3);
  }

  @Test
  void whatGzipWouldNotUnpackIsAFailure(RedisSpace space) throws Exception {
    byte[] member = GzipInputTest.gzip("a\n".getBytes(StandardCharsets.UTF_8));
    Path junk =
        Files.write(
            directory.resolve("junk.gz"),
            GzipInputTest.concat(member, new byte[] {'x', '\n'}, member));
    for (String once : new String[] {"--timeout=2m", "--once"}) {
      Run run = Place.of(space).run("submit", "-p", "access-log", once, junk.toString());
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).contains(junk.toString(), "no member");
    }
  }

  private void fifo(String name) throws Exception {
    Process made = new ProcessBuilder("mkfifo", name).directory(directory.toFile()).start();
    assertThat(made.waitFor()).isZero();
  }

  private static String inbox(RedisSpace space) {
    return space.key("{access-log/0}:inbox:parse");
  }

  private static void awaitLength(
      RedisSpace space, RedisCommands<String, String> redis, long length) {
    Awaitility.await().atMost(PATIENCE).until(() -> redis.xlen(inbox(space)) >= length);
  }

  /**
   * Runs the command, which is the script's arguments, to its end; answers with what it printed.
   */
  private String shell(RedisSpace space, String script, String... arguments) throws Exception {
    Process process = start(space, script, arguments);
    try {
      assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(directory.resolve("err"))).isEmpty();
      assertThat(process.exitValue()).isZero();
      return Files.readString(directory.resolve("out"));
    } finally {
      end(process);
    }
  }

  private Process start(RedisSpace space, String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of("-p", "access-log", "--redis", space.uri(), "--namespace", space.namespace()));
    command.addAll(ChildJvm.commandLine(Main.class, all.toArray(String[]::new)));
    File out = directory.resolve("out").toFile();
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectOutput(out)
        .redirectError(directory.resolve("err").toFile())
        .start();
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
