package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@WithRedis
@WithBrowser
class StageIT {
  @Test
  void showsPayloadsAsPeopleReadThem(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      world.jobs.submit(Order.of("A-1").withCents(9_007_199_254_740_993L));

      browser.open(world.at("stages", "check", "waiting"));
      browser.find(".entry summary").click();

      browser.awaitTextOf(".payload", "9007199254740993", "12.50", "COURIER", "cafe", "Malmö");
      browser.awaitTextOf(".payload", "2026-01-31T12:00:00Z");
      browser.examine("stage-waiting");
    }
  }

  @Test
  void findsEntriesByTheirPayloads(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      String wanted = world.jobs.submit(Order.of("A-1").withCents(77)).jobId();
      String other = world.submit("A-2");

      browser.open(world.at("stages", "check", "waiting"));
      browser.awaitTextOf(".entries", wanted, other);
      browser.enter("input[name=where]", "cents=77");
      browser.click("Filter");

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(browser.text(".entries")).contains(wanted).doesNotContain(other));
      assertThat(browser.address()).contains("where=cents%3D77");
    }
  }

  @Test
  void saysWhoHasAnEntryInHand(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      String held = world.submit("held-1");

      browser.open(world.at("stages", "charge", "pending"));

      browser.awaitTextOf(".entries", held, "at anna-1");
      browser.examine("stage-pending");
    }
  }

  @Test
  void runsDelayedEntriesNowAndCancelsOthers(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      world.submitLater("later-1");
      world.submitLater("later-2");
      browser.open(world.at("stages", "check", "delayed"));

      browser.click("Run all now that are delayed");
      browser.awaitTextOf("dialog", "Run 2 entries now?");
      browser.click("Run 2 now");
      await().atMost(PATIENCE).until(() -> world.stage("check").oldestOverdueSeconds() > 0);

      world.submitLater("later-3");
      world.withWorker("anna-1");
      await().atMost(PATIENCE).until(() -> world.stage("check").delayed() == 1);
      browser.open(world.at("stages", "check", "delayed"));
      browser.click("Cancel all that are delayed");
      browser.awaitTextOf("dialog", "Cancel 1 job?", "cannot be undone");
      browser.click("Cancel 1 job");

      await().atMost(PATIENCE).until(() -> world.stage("check").delayed() == 0);
      browser.awaitText("Nothing is delayed here.");
    }
  }

  @Test
  void pausesAndResumesAStageAndThePipeline(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.at("stages", "charge", "waiting"));
      browser.click("Pause the stage");
      browser.enter("dialog input[name=reason]", "the bank is moving");
      browser.click("Pause");
      browser.awaitTextOf(".verdict", "paused");
      browser.click("Resume the stage");
      await().atMost(PATIENCE).until(() -> world.inspector.pauses().isEmpty());

      browser.open(world.at());
      browser.click("Pause the pipeline");
      browser.click("Refuse new jobs meanwhile");
      browser.click("Pause");
      browser.awaitText("New jobs are refused.");
      assertThat(world.inspector.pauses())
          .singleElement()
          .matches(pause -> pause.whole() && pause.refusesSubmits());
      browser.examine("pipeline-paused");
    }
  }
}
