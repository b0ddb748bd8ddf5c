package io.streamweir.http.console;

import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@WithRedis
@WithBrowser
class ScreensIT {
  @Test
  void showWorkersWithWhatTheyHaveInHand(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1").withWorker("anna-2")) {
      world.submit("held-1");

      browser.open(world.at("workers"));

      browser.awaitTextOf(".entries", "anna-1", "anna-2", "alive", "1 entry in hand");
      browser.examine("workers");
    }
  }

  @Test
  void showWhatTheDoctorFinds(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      world.submit("A-1");

      browser.open(world.at("doctor"));

      browser.awaitTextOf(".diagnosis", "check", "→");
      browser.examine("doctor");
    }
  }

  @Test
  void showTapsReadersAndWindows(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.at("readers"));
      browser.awaitText("There are no taps.");
      browser.examine("readers");

      browser.open(world.at("windows"));
      browser.awaitText("The pipeline has no windows.");
      browser.examine("windows");
    }
  }

  @Test
  void showEveryChangeThatWasMade(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.at("stages", "charge", "waiting"));
      browser.click("Pause the stage");
      browser.enter("dialog input[name=reason]", "the bank is moving");
      browser.click("Pause");
      browser.awaitTextOf(".verdict", "paused");

      browser.click("Activity");

      browser.awaitTextOf("table", "pause", "orders", "charge");
      browser.examine("activity");
    }
  }

  @Test
  void sayThatAnAddressNamesNoPage(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.url() + "/console/#/nowhere");

      browser.awaitTextOf("h1", "No such page");
    }
  }
}
