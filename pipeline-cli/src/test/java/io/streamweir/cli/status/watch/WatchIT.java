package io.streamweir.cli.status.watch;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.HeadRun;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.terminal.PtyRun;
import io.streamweir.cli.terminal.VirtualScreen;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code status --watch} on a terminal and without one. */
@WithRedis
@Execution(ExecutionMode.CONCURRENT)
class WatchIT {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_Z = "\u001a";
  private static final String LINES = "no log line\n".repeat(3);

  @TempDir private Path directory;

  private PtyRun watch(Place place, int rows, int columns, Map<String, String> environment) {
    return PtyRun.start(
        directory,
        rows,
        columns,
        environment,
        "status",
        "--watch",
        "-p",
        "access-log",
        "--interval",
        "100ms",
        "--redis",
        place.uri(),
        "--namespace",
        place.namespace());
  }

  @Test
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void fillsTheTerminalFollowsItsSizeAndGivesItBack(RedisSpace space) {
    Place place = Place.of(space);
    try (ChildJvm worker = place.start("worker", "-p", "access-log", "--name", "its-worker");
        PtyRun watch = watch(place, 24, 120, Map.of())) {
      worker.awaitOutput("is ready", PATIENCE);
      place.runWithInput(LINES, "submit", "-p", "access-log", "-");
      watch.awaitText("its-worker");
      watch.await("dead letters", s -> s.lines().get(4).matches("parse .* 3 +1 +-"));
      assertThat(watch.screen().alternate()).isTrue();
      assertThat(watch.screen().cursor()).isFalse();
      assertThat(watch.screen().lines().get(0)).startsWith("streamweir status  redis://");
      assertThat(watch.screen().lines().get(3)).endsWith("WORKERS  DRAIN");

      watch.resize(8, 40);
      watch.await(
          "the small table", s -> s.lines().get(3).endsWith("WAITING   AGE  PENDING  HELD"));
      watch.await("the last line at the bottom", s -> s.lines().get(7).startsWith("q quit"));
      watch.screen().forgetOverflows();
      watch.type("\u001b[B\u001b[B");
      watch.await("scrolled", s -> s.lines().get(7).contains("2 lines above"));
      watch.resize(30, 200);
      watch.await("the wide table", s -> s.lines().get(3).length() > 140);
      assertThat(watch.screen().contains("scroll")).isFalse();

      watch.type("q");
      assertThat(watch.awaitExit()).isZero();
      assertGivenBack(watch);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ctrl-C", "TERM", "HUP"})
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void givesTheTerminalBackHoweverItEnds(String how, RedisSpace space) {
    try (PtyRun watch = watch(Place.of(space), 24, 80, Map.of("LC_ALL", "C"))) {
      watch.awaitText("no worker has been given an entry yet");
      watch.awaitText("__ "); // no Unicode in this locale
      if (how.equals("Ctrl-C")) {
        watch.type(CTRL_C);
      } else {
        watch.signal(how);
      }
      assertThat(watch.awaitExit()).isEqualTo(how.equals("HUP") ? 128 + 1 : 0);
      assertGivenBack(watch);
    }
  }

  @Test
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void comesBackAfterItWasSuspended(RedisSpace space) {
    try (PtyRun watch = watch(Place.of(space), 24, 80, Map.of("NO_COLOR", "1"))) {
      watch.awaitText("no worker");
      watch.type(CTRL_Z);
      watch.await("the terminal is given back", s -> !s.alternate() && s.cursor());
      watch.resume();
      watch.await("the table is back", s -> s.alternate() && s.contains("no worker"));
      watch.type("q");
      assertThat(watch.awaitExit()).isZero();
      assertGivenBack(watch);
      assertThat(watch.transcript()).doesNotContainPattern("\u001b\\[[1-9][0-9;]*m");
    }
  }

  private static void assertGivenBack(PtyRun watch) {
    assertThat(watch.settings().get(1)).isEqualTo(watch.settings().get(0));
    assertThat(watch.commandRuns()).isFalse();
    VirtualScreen screen = watch.screen();
    assertThat(List.of(screen.alternate(), screen.cursor(), screen.wraps()))
        .containsExactly(false, true, true);
    assertThat(screen.overflows()).isZero();
  }

  @Test
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void keepsTheLastValuesWhileRedisIsAway() {
    try (RedisServer server = RedisServer.start();
        PtyRun watch = watch(new Place(server.uri(), "sw"), 24, 80, Map.of())) {
      watch.awaitText("no worker");
      server.stop();
      watch.awaitText("Redis unreachable since ");
      assertThat(watch.screen().contains("classify")).isTrue();
      server.restart();
      watch.await("it is back", s -> !s.contains("unreachable"));
      server.pause();
      watch.awaitText("no answer yet");
      watch.type("q"); // is heard although there is no answer
      assertThat(watch.awaitExit()).isZero();
      assertGivenBack(watch);
    }
  }

  @Test
  @EnabledIf("io.streamweir.cli.terminal.PtyRun#possible")
  void printsLinesOnATerminalThatCannotDraw(RedisSpace space) {
    try (PtyRun watch = watch(Place.of(space), 24, 80, Map.of("TERM", "dumb"))) {
      watch.awaitText("access-log/tally in 0/s");
      watch.type(CTRL_C);
      assertThat(watch.awaitExit()).isZero();
      assertThat(watch.transcript()).doesNotContain("\u001b");
    }
  }

  @Test
  void printsJsonWhereItIsToldTo() {
    try (RedisServer server = RedisServer.start()) {
      Place place = new Place(server.uri(), "sw");
      String[] line = {"status", "-w", "--json", "--stages", "parse,tally", "--interval", "100ms"};
      try (ChildJvm watch = place.start(line)) {
        watch.awaitOutput("\"outPerSecond\":0.0", PATIENCE);
        server.stop();
        watch.awaitOutput("\"error\":", PATIENCE);
        watch.terminate();
        assertThat(watch.awaitExit(PATIENCE)).hasValue(0);
        List<JsonNode> samples = watch.output().lines().map(Json::parse).toList();
        assertThat(samples).allSatisfy(sample -> assertThat(sample.has("time")).isTrue());
        assertThat(samples.get(0).at("/pipelines/0/stages").findValuesAsText("stage"))
            .containsExactly("parse", "tally");
        assertThat(samples.get(0).at("/pipelines/0/stages/0/outPerSecond").isNull()).isTrue();
      }
    }
  }

  /** As in {@code status --watch | head -1}. */
  @Test
  void endsWhenNobodyReadsAnyLonger(RedisSpace space) {
    String[] line = {"status", "-w", "--interval", "100ms", "--redis", space.uri()};
    Run run = HeadRun.of(directory, line);
    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .hasSize(1)
        .allSatisfy(shown -> assertThat(shown).contains(" access-log/parse in -/s"));
  }
}
