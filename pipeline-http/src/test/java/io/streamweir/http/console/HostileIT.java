package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.client.SubmitOptions;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payloads, keys, headers and errors are text, whatever they look like. */
@WithRedis
@WithBrowser
class HostileIT {
  private static final String MARKUP =
      "\"><script>window.taken=1</script><img src=x onerror=\"window.taken=1\">${1}{{1}}";
  private static final int LONG = 1_048_000; // with its end and the other fields just within 1 MiB
  private static final String REORDERED = "abc\u202egnp.exe\u200b";

  @Test
  void neverBecomesMarkupOrHidesWhatStandsAroundIt(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser)) {
      SubmitOptions options =
          SubmitOptions.defaults().withKey(MARKUP).withHeaders(Map.of("x-note", REORDERED));
      world.jobs.submit(Order.of(MARKUP), options);

      browser.open(world.at("stages", "check", "waiting"));
      browser.find(".entry summary").click();

      browser.awaitTextOf(".payload", MARKUP);
      browser.awaitTextOf(".entry-body", "abc\\u202egnp.exe\\u200b");
      assertThat(browser.run("return window.taken")).isNull();
      assertThat(browser.count("img")).isZero();
    }
  }

  @Test
  void isShownInFullWhereItIsLong(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser)) {
      String end = "the very end";
      world.submit("x".repeat(LONG) + end);

      browser.open(world.at("stages", "check", "waiting"));
      browser.find(".entry summary").click();
      browser.awaitTextOf(".payload", "1,048,012 characters");
      assertThat((Long) browser.run("return document.body.textContent.length")).isLessThan(50_000);
      browser.find(".payload .long summary").click();

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  (Boolean)
                      browser.run(
                          "return document.querySelector('.long"
                              + " pre').textContent.endsWith(arguments[0])",
                          end));
    }
  }

  @Test
  void mayStandInErrorsToo(RedisSpace space, Browser browser) throws IOException {
    try (World world = World.on(space, browser).withWorker("anna-1")) {
      world.submit("broken" + MARKUP);
      await().atMost(PATIENCE).until(() -> world.dead("check").size() == 1);

      browser.open(world.at("dead", "check"));
      browser.find(".letter a").click();

      browser.awaitTextOf(".payload", MARKUP);
      assertThat(browser.run("return window.taken")).isNull();
    }
  }
}
