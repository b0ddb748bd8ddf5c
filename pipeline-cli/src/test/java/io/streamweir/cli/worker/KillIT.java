package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.cli.Place;
import io.streamweir.http.core.Json;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.stages.accesslog.AccessLogReport;
import io.streamweir.stages.accesslog.SampleLog;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithRedis
@Order(1) // takes longest
class KillIT {
  private static final int LINES = 100_000;
  private static final StageContext CONTEXT = StageContext.of("access-log", "any", "job");

  @TempDir private Path directory;

  @Test
  void aWorkerThatIsKilledInTheMiddleChangesNoNumber(
      RedisSpace space, RedisCommands<String, String> redis) throws Exception {
    Path log = directory.resolve("access.log");
    try (Writer out = Files.newBufferedWriter(log)) {
      SampleLog.write(4711, LINES, out);
    }
    Place place = Place.of(space);
    try (ChildJvm victim = place.start("worker", "-p", "access-log", "--lease", "1s");
        ChildJvm survivor = place.start("worker", "-p", "access-log", "--lease", "1s")) {
      victim.awaitOutput("is ready", PATIENCE);
      survivor.awaitOutput("is ready", PATIENCE);
      try (ChildJvm submit =
          place.start("submit", "-p", "access-log", "--once", "--rate", "50000", log.toString())) {
        Awaitility.await()
            .pollInterval(Duration.ofMillis(10))
            .atMost(PATIENCE)
            .until(() -> accepted(space, redis) > LINES / 10);
        victim.kill();
        assertThat(accepted(space, redis)).isLessThan(LINES * 9 / 10);
        assertThat(submit.awaitExit(PATIENCE)).hasValue(0);
      }
      Awaitility.await().atMost(PATIENCE).until(() -> counted(place) == LINES);
      String expected = expected(log).toJson();
      Awaitility.await().atMost(PATIENCE).until(() -> report(place).equals(expected));
      assertThat(place.run("doctor", "-p", "access-log").status()).isZero();
    }
  }

  private static long accepted(RedisSpace space, RedisCommands<String, String> redis) {
    String count = redis.hget(space.namespace() + ":{access-log/0}:state:totals", "accepted");
    return count == null ? 0 : Long.parseLong(count);
  }

  private static String report(Place place) {
    return place.run("report", "--json").out().strip();
  }

  private static int counted(Place place) {
    var report = Json.parse(report(place));
    return report.at("/accepted").asInt() + report.at("/rejected").asInt();
  }

  /** What the handlers count with neither Redis nor workers. */
  private static AccessLogReport expected(Path log) throws Exception {
    Map<String, Map<String, Long>> states = new HashMap<>();
    Pipeline<LogLine> pipeline = AccessLogPipeline.pipeline(1);
    Window window = pipeline.windows().get(0);
    Windows windows = new Windows(window);
    for (String line : Files.readAllLines(log)) {
      handle(pipeline, pipeline.first(), new LogLine(line), states, windows);
    }
    for (WindowSummary minute : windows.closed()) {
      handle(pipeline, pipeline.stage(window.closesTo()), minute, states, windows);
    }
    return AccessLogReport.of(state -> states.getOrDefault(state, Map.of()));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void handle(
      Pipeline<?> pipeline,
      StageDefinition<?, ?> stage,
      Object input,
      Map<String, Map<String, Long>> states,
      Windows windows)
      throws Exception {
    Outcome<?> outcome = ((Stage) stage.handler()).handle(input, CONTEXT);
    count(states, outcome.counts());
    outcome.windows().forEach(windows::add);
    if (outcome instanceof Outcome.Forward<?> forward) {
      for (Outcome.Output output : forward.outputs()) {
        handle(pipeline, pipeline.stage(stage.next()), output.payload(), states, windows);
      }
    }
  }

  private static void count(Map<String, Map<String, Long>> states, List<Count> counts) {
    for (Count count : counts) {
      states
          .computeIfAbsent(count.state(), state -> new HashMap<>())
          .merge(count.field(), count.delta(), Long::sum);
    }
  }
}
