package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.http.core.Authenticator;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.redis.RedisConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

@WithRedis
@WithBrowser
class OverviewIT {
  @Test
  void tellsWhichStageNobodyWorksOnAndLeadsToIt(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser)) {
      world.submit("A-1");
      world.submit("A-2");

      browser.open(world.url() + "/console/");

      browser.awaitTextOf(".findings", "1 thing needs attention", "no worker", "check");
      browser.awaitTextOf(".findings", "No worker takes entries. 2 entries wait");
      browser.awaitTextOf(".stage.bad", "check", "2 waiting");
      browser.examine("overview-no-worker");

      browser.click("check");
      browser.awaitTextOf("h1", "check");
      assertThat(browser.address()).endsWith("#/pipelines/orders/stages/check/waiting");
      assertThat(browser.title()).isEqualTo("check · orders · Streamweir");
    }
  }

  @Test
  void saysThatAllIsWellAndShowsWorkAsItFlows(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.url() + "/console/");
      browser.awaitTextOf(".findings", "All stages keep up.");

      for (int i = 0; i < 20; i++) {
        world.submit("A-" + i);
      }
      world.submit("refused-1");

      browser.awaitTextOf(".pipeline", "1 dead");
      browser.awaitTextOf(".freshness", "live");
      browser.examine("overview");
    }
  }

  @Test
  void showsAPipelineOfAThousandPartitions(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.of(1_000, space, browser)) {
      for (int i = 0; i < 20; i++) {
        world.submit("A-" + i);
      }

      browser.open(world.url() + "/console/");
      browser.awaitTextOf(".stage.bad", "check", "20 waiting");
      browser.click("orders");
      browser.awaitText("1,000 partitions.", "Takes io.streamweir.http.console.Order.");
      browser.click("check");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                browser.run("document.querySelector('.more button:enabled')?.click()"); // go on
                return browser.count(".entry") == 20;
              });
      browser.click("Workers");
      browser.awaitText("No worker has worked on this pipeline lately.");
    }
  }

  @Test
  void worksBelowABasePath(RedisSpace space, Browser browser) throws IOException {
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    ServerConfig config = ServerConfig.defaults().at("127.0.0.1", 0).withBasePath("/ops/streams");
    try (World world = World.on(redis, browser, Authenticator.NONE, config).withWorker("anna-1")) {
      world.submit("A-1");

      browser.open(world.url() + "/console");
      browser.awaitTextOf(".findings", "All stages keep up.");

      assertThat(browser.address()).contains("/ops/streams/console/");
      browser.click("charge");
      browser.awaitTextOf("h1", "charge");
    }
  }

  @Test
  void stopsAndResumesItsUpdates(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      world.submit("A-1");
      browser.open(world.url() + "/console/");
      browser.awaitTextOf(".stage", "1 waiting");

      browser.click("Pause updates");
      browser.awaitTextOf(".freshness", "paused");
      world.submit("A-2");
      browser.click("Resume updates");

      browser.awaitTextOf(".stage", "2 waiting");
      browser.awaitTextOf(".freshness", "live");
    }
  }

  @Test
  void isUsedByTheKeyboardAlone(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.url() + "/console/");
      browser.awaitTextOf(".findings", "All stages keep up.");

      browser.press(Keys.TAB);
      browser.press(Keys.ENTER); // past the header, to the content
      browser.tabTo("charge");
      browser.press(Keys.ENTER);
      browser.awaitTextOf("h1", "charge");
      browser.tabTo("Pause the stage");
      browser.press(Keys.ENTER);
      browser.awaitTextOf("dialog", "Pause the stage charge?");
      browser.press("the bank is moving", Keys.ENTER);
      browser.awaitTextOf(".verdict", "paused", "the bank is moving");

      assertThat(world.inspector.pauses())
          .singleElement()
          .satisfies(
              pause -> {
                assertThat(pause.stage()).isEqualTo("charge");
                assertThat(pause.reason()).isEqualTo("the bank is moving");
              });
    }
  }
}
