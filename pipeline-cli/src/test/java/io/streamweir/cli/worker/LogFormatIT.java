package io.streamweir.cli.worker;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.streamweir.cli.Place;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class LogFormatIT {

  @Test
  void eachLineIsOneObjectAlsoWithAStackTrace(RedisSpace space) throws Exception {
    Place place = Place.of(space);
    try (ChildJvm worker = place.start("worker", "-p", "shouting", "--log-format", "json")) {
      worker.awaitOutput("is ready", PATIENCE);
      place.runWithInput(WorkerIT.SLOW_JOB, "submit", "-p", "shouting", "-");
      worker.awaitOutput("IllegalStateException", PATIENCE);
      worker.terminate();
      assertThat(worker.awaitExit(PATIENCE)).hasValue(0);
      List<JsonNode> lines = objects(worker.output());
      JsonNode shout =
          lines.stream()
              .filter(line -> line.path("level").asText().equals("ERROR"))
              .findFirst()
              .orElseThrow();
      assertThat(shout.path("formattedMessage").asText()).isEqualTo("two\nlines and \"quotes\"");
      assertThat(shout.path("throwable").path("message").asText()).isEqualTo("broken\nhere");
      assertThat(shout.path("mdc").path("pipeline").asText()).isEqualTo("shouting");
      assertThat(shout.path("mdc").path("stage").asText()).isEqualTo("shout");
      assertThat(shout.path("mdc").path("job").asText()).hasSize(26);
    }
  }

  /** All lines but what the command says on standard output. */
  private static List<JsonNode> objects(String output) throws Exception {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : output.split("\n")) {
      if (!line.startsWith("worker ")) {
        objects.add(new ObjectMapper().readTree(line));
      }
    }
    return objects;
  }
}
