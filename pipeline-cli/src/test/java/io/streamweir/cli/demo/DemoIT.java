package io.streamweir.cli.demo;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Main;
import io.streamweir.cli.terminal.PtyRun;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@WithRedis
@Execution(ExecutionMode.CONCURRENT)
@Order(1) // takes longest
class DemoIT {

  @Test
  void runsTheSampleOnARedisOfItsOwn() {
    try (ChildJvm demo = ChildJvm.start(Main.class, "demo", "--json")) {
      demo.awaitOutput("submitted", PATIENCE);
      List<ProcessHandle> children = children(demo);
      assertThat(demo.awaitExit(PATIENCE)).as(demo::output).hasValue(0);
      JsonNode report = json(demo);
      assertThat(report.at("/accepted").asInt() + report.at("/rejected").asInt()).isEqualTo(20_000);
      assertThat(report.at("/rejected").asInt()).isGreaterThan(0);
      assertThat(report.at("/seconds").asDouble()).isPositive();
      assertThat(report.at("/jobsPerSecond").asDouble()).isPositive();
      assertThat(children).hasSizeGreaterThanOrEqualTo(4).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void usesAGivenServerAndLeavesNothingThere(
      RedisSpace space, RedisCommands<String, String> redis, @TempDir Path directory)
      throws IOException {
    Path log = Files.writeString(directory.resolve("log"), "no log line\nnor this\n");
    String[] line = {"demo", "--workers", "1", "--input", log.toString(), "--redis", space.uri()};
    try (ChildJvm demo = ChildJvm.start(Main.class, line)) {
      assertThat(demo.awaitExit(PATIENCE)).as(demo::output).hasValue(0);
      assertThat(demo.output())
          .contains("0 lines accepted, 2 rejected", "for example: no log line");
    }
    assertThat(redis.keys("demo-*")).isEmpty();
  }

  @Test
  void whatItStartedEndsWithItWhenItIsKilled() {
    endsAllWhen(ChildJvm::kill);
  }

  @Test
  void whatItStartedEndsWithItWhenItIsInterrupted() {
    endsAllWhen(
        demo -> {
          demo.terminate();
          assertThat(demo.awaitExit(PATIENCE)).hasValue(128 + 15);
          assertThat(demo.output()).contains("everything that was started has ended");
        });
  }

  /** The terminal's end reaches all processes that run in it at once. */
  @Test
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void whatItStartedEndsWithItWhenItsTerminalGoesAway(@TempDir Path directory) {
    try (PtyRun demo = PtyRun.start(directory, 24, 80, Map.of(), "demo")) {
      demo.awaitText("Redis at");
      Awaitility.await().atMost(PATIENCE).until(() -> demo.children().size() >= 4);
      List<ProcessHandle> children = demo.children();
      demo.hangUp();
      awaitEnd(children);
    }
  }

  @Test
  void saysWhatToDoWhereNoServerComesAlong(@TempDir Path directory) throws Exception {
    List<String> line = new ArrayList<>(ChildJvm.commandLine(Main.class, "demo"));
    int classPath = line.indexOf("-cp") + 1;
    line.set(classPath, withoutServers(line.get(classPath)));
    Path output = directory.resolve("output");
    ProcessBuilder demo =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
    demo.environment().put("PATH", directory.toString());
    Process process = demo.start();
    try {
      assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(output))
        .contains("no redis-server on the PATH", "add --redis redis://HOST:PORT")
        .doesNotContain("Exception", "Error");
  }

  private static String withoutServers(String classPath) {
    List<String> entries = List.of(classPath.split(File.pathSeparator));
    List<String> rest = entries.stream().filter(e -> !e.contains("embedded-redis")).toList();
    assertThat(rest).hasSizeLessThan(entries.size());
    return String.join(File.pathSeparator, rest);
  }

  private static void endsAllWhen(Consumer<ChildJvm> end) {
    try (ChildJvm demo = ChildJvm.start(Main.class, "demo", "--json")) {
      demo.awaitOutput("Redis at", PATIENCE);
      Awaitility.await().atMost(PATIENCE).until(() -> children(demo).size() >= 4);
      List<ProcessHandle> children = children(demo);
      end.accept(demo);
      awaitEnd(children);
    }
  }

  private static void awaitEnd(List<ProcessHandle> processes) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** The shell, the server and the workers. */
  private static List<ProcessHandle> children(ChildJvm demo) {
    return ProcessHandle.of(demo.pid()).stream().flatMap(ProcessHandle::descendants).toList();
  }

  private static JsonNode json(ChildJvm demo) {
    return demo.output()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(Json::parse)
        .findFirst()
        .orElseThrow();
  }
}
