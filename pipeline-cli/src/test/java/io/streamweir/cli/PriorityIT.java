package io.streamweir.cli;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@WithRedis
class PriorityIT {

  private static Run submit(Place place, String lines, String priority) {
    return place.runWithInput(lines, "submit", "-p", "urgent", "--priority", priority, "-");
  }

  private static JsonNode stage(Place place) {
    return Json.parse(place.run("status", "-p", "urgent", "--json").out())
        .at("/pipelines/0/stages/0");
  }

  @Test
  void showsEachPriorityAndWorksOnAll(RedisSpace space, RedisCommands<String, String> redis) {
    Place place = Place.of(space);
    assertThat(submit(place, "a\nb\nbad\n", "high").status()).isZero();
    assertThat(submit(place, "c\n", "low").status()).isZero();
    assertThat(redis.xlen(space.key("{urgent/0}:inbox:answer/high"))).isEqualTo(3);
    assertThat(redis.xlen(space.key("{urgent/0}:inbox:answer/low"))).isEqualTo(1);

    assertThat(stage(place).path("lag").asInt()).isEqualTo(4);
    assertThat(stage(place).at("/priorities/high/lag").asInt()).isEqualTo(3);
    assertThat(stage(place).at("/priorities/normal/lag").asInt()).isZero();
    assertThat(stage(place).at("/priorities/low/lag").asInt()).isEqualTo(1);
    assertThat(place.run("status", "-p", "urgent").lines().subList(2, 6))
        .satisfiesExactly(
            line -> assertThat(line).matches(" *answer +4 .*"),
            line -> assertThat(line).matches(" *high +3 .*"),
            line -> assertThat(line).matches(" *normal +0 .*"),
            line -> assertThat(line).matches(" *low +1 .*"));

    try (ChildJvm worker = place.start("worker", "-p", "urgent")) {
      worker.awaitOutput("is ready", PATIENCE);
      Awaitility.await().atMost(PATIENCE).until(() -> stage(place).path("backlog").asInt() == 0);
    }
    JsonNode letter = Json.parse(place.run("dead", "list", "-p", "urgent", "--json").out());
    assertThat(letter.path("id").asText()).startsWith("0/high:");
    String id = letter.path("id").asText();
    assertThat(place.run("dead", "replay", "-p", "urgent", "--id", id).out())
        .isEqualTo("replayed 1\n");
    assertThat(stage(place).at("/priorities/high/lag").asInt()).isEqualTo(1);
    assertThat(place.run("doctor", "-p", "urgent").out()).contains("inbox:answer/low");
  }

  @Test
  void saysWhichPrioritiesThereAre(RedisSpace space) {
    Place place = Place.of(space);
    Run unknown = submit(place, "a\n", "urgent");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("no priority 'urgent'; there are high, normal, low");
    Run off = place.runWithInput("a\n", "submit", "-p", "access-log", "--priority", "low", "-");
    assertThat(off.status()).isEqualTo(1);
    assertThat(off.err()).contains("'access-log' takes no jobs of priority low");
  }
}
