package io.streamweir.cli.audit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.cli.session.Operator;
import io.streamweir.http.core.Json;
import io.streamweir.inspect.Audit;
import io.streamweir.inspect.AuditedChange;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithRedis
class AuditCommandIT {
  @TempDir private Path directory;

  @Test
  void listsTheNewestChangesFirst(RedisSpace space) {
    Place place = Place.of(space);
    assertThat(place.run("audit").out()).isEqualTo("no changes\n");
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    try (RedisLink link = RedisLink.open(redis)) {
      Audit audit = new Audit(link);
      audit.write(AuditedChange.of("anna", "pause", "orders").withStage("ship"));
      audit.write(AuditedChange.of("anna", "purge", "bills").withCount(7));
      audit.write(AuditedChange.of("bob", "resume", "orders").withDetail("van\u001b[31m is back"));
    }

    Run all = place.run("audit");
    assertThat(all.lines()).hasSize(4);
    assertThat(all.lines().get(1)).contains("bob", "resume", "orders", "van");
    assertThat(all.lines().get(3)).contains("anna", "pause", "ship");
    assertThat(all.out()).doesNotContain("\u001b");
    assertThat(place.run("audit", "-p", "bills", "--json").lines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(Json.parse(line).at("/by").asText()).isEqualTo("anna");
              assertThat(Json.parse(line).at("/count").asLong()).isEqualTo(7);
            });
    assertThat(place.run("audit", "--limit", "2").lines()).hasSize(3);
    assertThat(place.run("audit", "--limit", "0").status()).isEqualTo(2);
  }

  /** Each command that changes something, as the routes of the API do. */
  @Test
  void tellsWhatCommandsHaveChanged(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    List<String> letters = letters(place);
    List<String> done = new ArrayList<>();
    Changes changes = (action, words) -> done.add(changed(place, action, words));
    changes.by("pause", "pause --stage check --reason van");
    changes.by("resume", "resume --stage check");
    changes.by("pause", "pause");
    changes.by("resume", "resume");
    changes.by("dead-replay", "dead replay --id " + letters.get(0));
    Path payload = Files.writeString(directory.resolve("payload"), "{\"line\":\"good\"}");
    changes.by("dead-edit", "dead replay --id " + letters.get(1) + " --payload " + payload);
    changes.by("dead-drop", "dead drop --reason rejected --yes");
    changes.by("run-now", "run-now " + delayed(place));
    changes.by("cancel", "cancel " + delayed(place));
    delayed(place);
    changes.by("run-now", "run-now --stage receive --yes");
    delayed(place);
    changes.by("purge", "purge --stage receive --state delayed --yes");
    changes.by("replay", "replay --stage receive --since 1h");
    changes.by("schedule-put", "schedule add --every 24h daily good");
    for (String verb : List.of("pause", "resume", "run-now", "remove")) {
      changes.by("schedule-" + verb, "schedule " + verb + " daily");
    }
    place.run("tap", "follow", "-p", "flaky", "--stage", "check", "--name", "t", "--idle", "1ms");
    changes.by("tap-remove", "tap remove --stage check --name t");
    place.run("results", "-p", "flaky", "--name", "r", "--idle", "1ms");
    changes.by("reader-remove", "reader remove --name r");

    place.run("resume", "-p", "flaky"); // which is not paused
    place.run("cancel", "-p", "flaky", "nobodys", "nobodys");
    done.add("cancel"); // once
    expectTold(place, done);
  }

  private static void expectTold(Place place, List<String> done) throws Exception {
    Collections.reverse(done);
    List<JsonNode> lines = place.run("audit", "--json").lines().stream().map(Json::parse).toList();
    assertThat(lines).extracting(line -> line.at("/action").asText()).isEqualTo(done);
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.at("/by").asText()).isEqualTo(Operator.name());
              assertThat(line.at("/pipeline").asText()).isEqualTo("flaky");
            });
    assertThat(place.run("audit").out()).contains("van", "--reason rejected", "--state delayed");
  }

  /** Carries out a command that makes a change. */
  @FunctionalInterface
  private interface Changes {
    void by(String action, String words);
  }

  private static String changed(Place place, String action, String words) {
    Run run = place.run((words + " -p flaky").split(" "));
    assertThat(run.err()).as(words).isEmpty();
    assertThat(run.status()).as(words).isZero();
    return action;
  }

  /** A job that waits for an hour at its first stage. */
  private static String delayed(Place place) {
    Run run = place.runWithInput("good\n", "submit", "-p", "flaky", "--delay", "1h", "-");
    assertThat(run.status()).as(run.err()).isZero();
    Run all = place.run("delayed", "-p", "flaky", "--json");
    return Json.parse(all.lines().get(all.lines().size() - 1)).at("/job").asText();
  }

  /** Three dead letters of jobs that a worker has refused, and a job that it has finished. */
  private static List<String> letters(Place place) {
    RedisConfig redis = RedisConfig.of(place.uri()).withNamespace(place.namespace());
    try (RedisLink link = RedisLink.open(redis);
        Worker worker = Worker.start(link, new FlakyPipeline().pipeline())) {
      assertThat(worker).isNotNull();
      place.runWithInput("poison 1\npoison 2\npoison 3\n", "submit", "-p", "flaky", "-");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> place.run("dead", "list", "-p", "flaky", "--json").lines().size() == 3);
    }
    return place.run("dead", "list", "-p", "flaky", "--json").lines().stream()
        .map(line -> Json.parse(line).at("/id").asText())
        .toList();
  }
}
