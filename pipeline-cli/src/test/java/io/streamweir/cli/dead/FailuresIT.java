package io.streamweir.cli.dead;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamweir.cli.Place;
import io.streamweir.cli.Run;
import io.streamweir.cli.pipelines.FlakyPipeline;
import io.streamweir.http.core.Json;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Why jobs fail, where people look: the worker's log, {@code delayed}, {@code job}, {@code dead}.
 */
@WithRedis
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailuresIT {
  private static final String[] FLAKY = {"-p", FlakyPipeline.NAME};

  private Place place;
  private ChildJvm worker;

  @BeforeAll
  void work(RedisSpace space) {
    place = Place.of(space);
    worker = place.start("worker", "-p", FlakyPipeline.NAME);
    worker.awaitOutput("is ready", PATIENCE);
    place.runWithInput("closed today\nwrecked\n", "submit", "-p", FlakyPipeline.NAME, "-");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                run("dead", "list", "--json").lines().size() == 1
                    && run("delayed", "--json").lines().size() == 1);
  }

  @AfterAll
  void end() {
    worker.close();
  }

  private Run run(String... words) {
    String[] args = new String[words.length + FLAKY.length];
    System.arraycopy(words, 0, args, 0, words.length);
    System.arraycopy(FLAKY, 0, args, words.length, FLAKY.length);
    return place.run(args);
  }

  @Test
  void theWorkersLogTellsTheExceptionAndItsCause() {
    worker.awaitOutput("is now a dead letter", PATIENCE);
    assertThat(worker.output())
        .contains("WARN", "charge failed", "Caused by: java.io.IOException: deadlock detected");
  }

  @Test
  void deadLettersShowTheCausesWithTheirFrames() {
    String id = Json.parse(run("dead", "list", "--json").lines().get(0)).at("/id").asText();
    assertThat(run("dead", "list").out()).contains("attempts: java.lang.IllegalStateException");
    assertThat(run("dead", "show", "--id", id).lines())
        .anyMatch(line -> line.strip().equals("caused by: java.io.IOException: deadlock detected"))
        .anyMatch(
            line -> line.strip().startsWith("at io.streamweir.cli.pipelines.FlakyPipeline.check"))
        .anyMatch(line -> line.startsWith("before    java.lang.IllegalStateException"));
  }

  @Test
  void delayedEntriesAndTheirJobsTellTheLastError() {
    JsonNode entry = Json.parse(run("delayed", "--json").lines().get(0));
    assertThat(entry.at("/stage").asText()).isEqualTo("check");
    assertThat(entry.at("/lastError").asText()).isEqualTo("the bank is closed");
    assertThat(run("delayed").out()).contains("the bank is closed", "LAST ERROR");

    String job = entry.at("/job").asText();
    Run shown = run("job", job);
    assertThat(shown.status()).isZero();
    assertThat(shown.out())
        .startsWith(job + "  delayed  check: attempt 1, due ")
        .contains("last error: the bank is closed");
    assertThat(Json.parse(run("job", job, "--json").out())).isEqualTo(entry);
  }
}
