package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.inspect.JobFilter;
import io.streamweir.inspect.JobState;
import io.streamweir.inspect.Jobs;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@WithRedis
@WithBrowser
class SubmitIT {
  /** Fills the form of an order, all but what may be left out. */
  static void fill(Browser browser, String number) {
    write(browser, "number", number);
    write(browser, "cents", "9007199254740993");
    write(browser, "weight", "12.50");
    write(browser, "city", "Malmö");
    write(browser, "country", "SE");
    write(browser, "goods", "[\"chair\"]");
    write(browser, "seal", "cafe");
    choose(browser, "way", "COURIER");
    choose(browser, "express", "true");
  }

  private static void write(Browser browser, String field, String text) {
    browser.run(
        FIELD + "field.value = arguments[1]; field.dispatchEvent(new Event('input'))", field, text);
  }

  private static void choose(Browser browser, String field, String value) {
    browser.run(
        FIELD + "field.value = arguments[1]; field.dispatchEvent(new Event('change'))",
        field,
        value);
  }

  private static final String FIELD =
      "const label = [...document.querySelectorAll('label')].find(one =>"
          + " one.querySelector('span')?.textContent.trim().split(' ')[0] === arguments[0]);const"
          + " field = label.querySelector('input, select, textarea');";

  @Test
  void submitsWhatTheFormSaysAndShowsTheJob(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      browser.open(world.at("submit"));
      browser.awaitText("number", "weight", "express");
      browser.examine("submit");

      fill(browser, "S-1");
      browser.click("Submit");
      browser.awaitTextOf("section[role=status]", "Submitted");

      var page =
          Jobs.open(world.link, "orders").page("check", JobState.WAITING, "", 10, JobFilter.ALL);
      assertThat(page.entries())
          .singleElement()
          .satisfies(
              entry ->
                  assertThat(entry.payload().json())
                      .contains("S-1", "9007199254740993", "12.50", "COURIER", "Malmö"));
      browser.find("section[role=status] a").click();
      browser.awaitTextOf("h1", "Job");
    }
  }

  @Test
  void showsWhatDoesNotFit(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      browser.open(world.at("submit"));
      browser.awaitText("number", "weight");
      fill(browser, "S-1");
      write(browser, "goods", "[7]");
      browser.click("Submit");

      browser.awaitTextOf(".problem", "goods");
      assertThat(world.stage("check").backlog()).isZero();
      assertThat(browser.complaints()).allMatch(each -> each.contains("422"));
    }
  }
}
