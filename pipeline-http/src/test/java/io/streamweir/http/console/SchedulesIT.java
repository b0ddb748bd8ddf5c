package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.ScheduleStatus;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@WithRedis
@WithBrowser
class SchedulesIT {
  @Test
  void pausesResumesAndRunsASchedule(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      await().atMost(PATIENCE).until(() -> world.jobs.schedules().list().size() == 1);
      browser.open(world.at("schedules"));
      browser.awaitTextOf("table", "nightly", "0 3 * * *", "Europe/Berlin", "active");

      browser.click("Pause nightly");
      browser.awaitTextOf("table", "paused");
      assertThat(world.jobs.schedules().find("nightly").map(ScheduleStatus::paused)).contains(true);
      browser.click("Resume nightly");
      browser.awaitTextOf("table", "active");
      browser.examine("schedules");

      browser.click("Run nightly now");
      browser.awaitTextOf(".verdict", "finished");
      assertThat(browser.complaints()) // the job is asked for before a worker has made it
          .allMatch(each -> each.contains("nightly.run") && each.contains("404"));
    }
  }

  @Test
  void addsOneWithItsNextTimesInItsZoneAndChangesIt(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      browser.open(world.at("schedules"));
      browser.click("Add a schedule");
      browser.enter("input[name=name]", "monthly");
      browser.enter("input[list=zones]", "Asia/Tokyo");
      browser.enter("fieldset input[required]:not([name])", "30 8 1 * *");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(browser.texts(".next-times li"))
                      .hasSize(10)
                      .allMatch(line -> line.endsWith("08:30:00 Asia/Tokyo")));
      browser.examine("schedule-new");
      SubmitIT.fill(browser, "S-1");
      browser.click("Add");

      browser.awaitTextOf("table", "monthly", "Asia/Tokyo");
      browser.click("monthly");
      browser.enter("fieldset input[required]:not([name])", "45 8 1 * *");
      browser.click("Change");
      browser.awaitTextOf("table", "45 8 1 * *");
      browser.click("Remove monthly");
      browser.find("dialog button.danger").click();
      await().atMost(PATIENCE).until(() -> world.jobs.schedules().find("monthly").isEmpty());
    }
  }
}
