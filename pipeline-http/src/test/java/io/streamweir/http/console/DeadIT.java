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
class DeadIT {
  private static final String STOPPED_BEFORE_ITS_ANSWER =
      """
      const done = arguments[0];
      import(new URL('operation.js', document.querySelector('script').src).href).then(async (found) => {
        const running = {operation: 'one', kind: 'dead-drop', state: 'running', changed: 1, looked: 1};
        let tell;
        let answer;
        const api = {
          post: (path) =>
            path.endsWith('stop') ? new Promise((resolve) => (answer = resolve)) : Promise.resolve(running),
          follow: (path, query, signal, hear) =>
            new Promise((resolve) => (tell = (value) => resolve(hear('end', value)))),
        };
        const operation = new found.Operation({api, changed: () => {}});
        const whole = operation.run('drop', {});
        await new Promise((resolve) => setTimeout(resolve));
        const stop = operation.stop();
        tell({...running, state: 'stopped'});
        await whole;
        answer(running);
        await stop;
        done(operation.value.state);
      }).catch((error) => done(String(error)));
      """;

  private static World withLetters(RedisSpace space, Browser browser) throws IOException {
    World world = World.on(space, browser).withWorker("anna-1");
    for (int i = 0; i < 3; i++) {
      world.submit("refused-" + i);
    }
    world.submit("broken-1");
    world.submit("timeout-1");
    world.submit("timeout-2");
    await()
        .atMost(PATIENCE)
        .until(() -> world.dead("check").size() == 4 && world.dead("charge").size() == 2);
    return world;
  }

  @Test
  void showsCausesFirst(RedisSpace space, Browser browser) throws IOException {
    try (World world = withLetters(space, browser)) {
      browser.open(world.at("dead"));

      browser.awaitTextOf(".groups", "no such customer", "IllegalArgumentException");
      browser.awaitTextOf(".groups", "UncheckedIOException", "the bank is away");
      browser.awaitText("Looked at 6 of 6.");
      assertThat(browser.text(".groups li")).startsWith("3");
      browser.examine("dead");

      browser.click("UncheckedIOException");
      browser.awaitTextOf("h1", "Dead letters of charge");
      await().atMost(PATIENCE).until(() -> browser.count(".letter") == 2);
      browser.examine("dead-letters");
    }
  }

  @Test
  void dropsAllOfOneCauseAndNoOther(RedisSpace space, Browser browser) throws IOException {
    try (World world = withLetters(space, browser)) {
      browser.open(world.at("dead"));

      browser.click("Drop all of IllegalArgumentException");
      browser.awaitTextOf("dialog", "Drop 1 letter?", "cannot be undone");
      browser.examine("dead-drop");
      browser.click("Drop 1 letter");

      browser.awaitTextOf(".operation", "done", "1 dropped");
      assertThat(world.dead("check").size()).isEqualTo(3);
      assertThat(world.dead("check").list(10)).noneMatch(l -> l.error().contains("no lines"));
      browser.awaitText("Looked at 5 of 5.");
    }
  }

  @Test
  void replaysALetterWithAnotherPayloadAndShowsWhatDoesNotFit(RedisSpace space, Browser browser)
      throws IOException, InterruptedException {
    try (World world = withLetters(space, browser)) {
      String job = world.dead("charge").list(1).get(0).jobId();
      browser.open(world.at("dead", "charge"));
      browser.click("Choose the letter of job " + job);
      browser.awaitText("Replay 1 chosen letter");
      browser.find(".letter a").click();
      browser.awaitTextOf("pre.error", "UncheckedIOException", "at io.streamweir");
      browser.examine("dead-letter");

      browser.click("Edit and replay");
      String edited = String.valueOf(browser.find("textarea").getDomProperty("value"));
      browser.find("textarea").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
      browser.find("textarea").sendKeys("{\"number\": 7}");
      browser.click("Replay with this payload");
      browser.awaitTextOf(".problem", "number");
      browser.find("textarea").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
      browser.run(
          "const field = document.querySelector('textarea'); field.value = arguments[0];"
              + "field.dispatchEvent(new Event('input'))",
          edited.replace("1999", "1"));
      browser.click("Replay with this payload");

      browser.awaitText("It was replayed.");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  world
                      .jobs
                      .storedResult(job)
                      .filter(Result.Finished.class::isInstance)
                      .isPresent());
      browser.complaints(); // the refusal is one
    }
  }

  @Test
  void countsManyInStepsAndStopsWhatItHasBegun(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      world.submit("refused-1");
      await().atMost(PATIENCE).until(() -> world.dead("check").size() == 1);
      LetterCopies.add(world, "check", 20_000);

      browser.open(world.at("dead"));
      browser.awaitTextOf(".groups", "20,001");
      browser.awaitText("Looked at 20,001 of 20,001.");

      browser.click("Replay all of rejected");
      browser.awaitTextOf("dialog", "Replay 20,001 letters?");
      browser.enter("dialog input[name=perSecond]", "1");
      browser.click("Replay 20,001");
      browser.awaitTextOf(".operation", "running", "replayed", "Stop");
      browser.examine("dead-replay");
      browser.click("Stop");
      browser.awaitTextOf(".operation", "stopped");
      assertThat(world.dead("check").size()).isGreaterThan(19_000);
    }
  }

  @Test
  void keepsTheEndOfWhatIsStoppedWhenTheStopIsAnsweredLater(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser)) {
      browser.open(world.at("dead"));
      browser.awaitText("There are no dead letters.");

      assertThat(browser.runLater(STOPPED_BEFORE_ITS_ANSWER)).isEqualTo("stopped");
    }
  }
}
