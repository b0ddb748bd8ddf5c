package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the console says of a stage, and why, from the figures that the server knows. */
@WithRedis
@WithBrowser
class CausesIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String STAGE =
      """
      {"stage": "charge", "lag": 0, "lagKnown": true, "pending": 0, "backlog": 0, "delayed": 0,
       "dead": 0, "consumers": 2, "oldestWaitingSeconds": 0, "oldestDeliveredSeconds": 0,
       "oldestOverdueSeconds": 0, "inPerSecond": 0, "outPerSecond": 0, "drainSeconds": null,
       "lastMinute": {"ended": 0, "failed": 0, "failedRatio": 0, "cause": null}, "full": false}
      """;
  private static final String BEHIND =
      "{'lag': 900, 'backlog': 908, 'pending': 8, 'oldestWaitingSeconds': 240}";
  private static final String ASSESS =
      """
      const [status, definition, done] = arguments;
      import(new URL('causes.js', document.querySelector('script').src).href).then((causes) => {
        const all = JSON.parse(status);
        done(JSON.stringify(causes.assess(all, all.stages[0], JSON.parse(definition))));
      }, (error) => done(String(error)));
      """;

  private String stage = "{}";
  private String status = "{'pauses': [], 'breakers': [], 'windows': [], 'outboxes': []}";
  private String next = "{'stage': 'ship'}";
  private String defined = "{'stage': 'charge', 'targets': ['ship'], 'concurrency': 4}";

  private static JsonNode json(String text) throws JsonProcessingException {
    return MAPPER.readTree(text.replace('\'', '"'));
  }

  private static ObjectNode stage(String given) throws JsonProcessingException {
    ObjectNode stage = (ObjectNode) json(STAGE);
    return stage.setAll((ObjectNode) json(given));
  }

  private String assessed(Browser browser) throws JsonProcessingException {
    ObjectNode all = (ObjectNode) json(status);
    all.putArray("stages").add(stage(stage)).add(stage(next));
    ObjectNode definition = MAPPER.createObjectNode();
    definition.putArray("stages").add(json(defined));
    JsonNode found =
        MAPPER.readTree(
            String.valueOf(browser.runLater(ASSESS, all.toString(), definition.toString())));
    StringBuilder text = new StringBuilder(found.path("word").asText()).append(":");
    found.path("reasons").forEach(reason -> text.append(' ').append(reason.asText()));
    return text.toString();
  }

  @Test
  void namesTheMostCertainCauseFirst(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      browser.open(world.url() + "/console/");
      browser.find("h1");

      assertThat(assessed(browser)).isEqualTo("idle:");

      stage = "{'lag': 3, 'backlog': 3, 'inPerSecond': 9, 'oldestWaitingSeconds': 0.2}";
      assertThat(assessed(browser)).isEqualTo("keeps up:");

      stage = BEHIND;
      assertThat(assessed(browser))
          .startsWith("behind: 900 entries wait, the oldest for 4 min.")
          .contains("all 8 handlers busy");

      next = "{'stage': 'ship', 'full': true}";
      assertThat(assessed(browser)).contains("It waits for room at ship");

      next = "{'stage': 'ship'}";
      defined = "{'targets': [], 'stage': 'charge', 'maxRunning': 8}";
      assertThat(assessed(browser)).contains("No more than 8 entries may run at once.");

      stage = BEHIND.replace("}", ", 'oldestDeliveredSeconds': 600}");
      assertThat(assessed(browser)).contains("A worker has had one entry in hand for 10 min.");

      stage = BEHIND.replace("}", ", 'consumers': 0}");
      assertThat(assessed(browser)).startsWith("no worker: No worker takes entries.");
    }
  }

  @Test
  void explainsStagesThatFailRestOrArePaused(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      browser.open(world.url() + "/console/");
      browser.find("h1");

      stage =
          "{'lastMinute': {'ended': 200, 'failed': 20, 'failedRatio': 0.1, 'cause':"
              + " 'x.BankException'}}";
      assertThat(assessed(browser))
          .isEqualTo(
              "some fail: 10 % of the attempts of the last minute failed (20 of 200)."
                  + " Last cause: x.BankException.");

      stage = stage.replace("20,", "160,").replace("0.1", "0.8");
      assertThat(assessed(browser)).startsWith("failing: 80 %");

      status =
          "{'pauses': [], 'breakers': [{'stage': 'charge', 'resting': 2, 'trying': 0,"
              + " 'since': '2026-01-01T00:00:00Z', 'lastFailure': 'x.BankException'}]}";
      assertThat(assessed(browser))
          .isEqualTo("resting: 2 workers rest since attempts fail. Last failure: x.BankException.");

      stage = BEHIND;
      status =
          "{'breakers': [], 'pauses': [{'stage': 'charge', 'since': '2026-01-01T00:00:00Z',"
              + " 'by': 'anna', 'reason': 'maintenance'}]}";
      assertThat(assessed(browser))
          .startsWith("paused: Paused for")
          .endsWith(" by anna: maintenance.");
    }
  }
}
