package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.Result;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

@WithRedis
@WithBrowser
class JobIT {
  @Test
  void isFoundByItsIdAndFollowedToItsEnd(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      String job = world.submit("held-1");
      browser.open(world.url() + "/console/");

      browser.enter("input[name=job]", job + Keys.ENTER);

      browser.awaitTextOf("h1", job);
      browser.awaitText("open", "40 % page 4 of 10", "at anna-1");
      browser.awaitTextOf(".entries", "pending", "held-1");
      browser.examine("job-open");
      world.letGo();
      browser.awaitTextOf(".verdict", "finished", "charge");
      browser.awaitTextOf(".payload", "held-1");
      browser.examine("job-finished");
    }
  }

  @Test
  void isCancelled(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      String job = world.submitLater("later-1");
      browser.open(world.at("jobs", job));

      browser.click("Cancel the job");
      browser.awaitTextOf("dialog", "Cancel this job?");
      browser.find("dialog button.danger").click();

      browser.awaitTextOf(".verdict", "cancelled");
      assertThat(world.jobs.storedResult(job)).containsInstanceOf(Result.Cancelled.class);
    }
  }

  @Test
  void showsHowItFailed(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      String job = world.submit("refused-1");
      await().atMost(PATIENCE).until(() -> world.jobs.storedResult(job).isPresent());

      browser.open(world.at("jobs", job));

      browser.awaitTextOf(".verdict", "failed", "check");
      browser.awaitText("no such customer");
    }
  }

  @Test
  void saysThatNobodyKnowsIt(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.at("jobs", "no-such-job"));

      browser.awaitText("does not know this job");
      assertThat(browser.complaints()).allMatch(each -> each.contains("no-such-job"));
    }
  }
}
