package io.streamweir.http.console;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.http.core.Role;
import io.streamweir.http.server.ServerConfig;
import io.streamweir.http.token.Token;
import io.streamweir.http.token.TokenFile;
import io.streamweir.redis.RedisConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

@WithRedis
@WithBrowser
class TokenIT {
  @TempDir private Path directory;

  /** The secret of each token is its role's name. */
  private World guarded(RedisSpace space, Browser browser) throws IOException {
    Path file = directory.resolve("tokens");
    for (Role role : Role.values()) {
      String line = "anna-%s %s sha256:%s";
      TokenFile.add(
          file, Token.parse(line.formatted(role.text(), role.text(), Token.hash(role.text()))));
    }
    RedisConfig redis = RedisConfig.of(space.uri()).withNamespace(space.namespace());
    ServerConfig config = ServerConfig.defaults().at("127.0.0.1", 0);
    return World.on(redis, browser, TokenFile.open(file), config);
  }

  private static void enter(Browser browser, String token) {
    browser.awaitTextOf("h1", "Your token");
    browser.enter("#token", token + Keys.ENTER);
  }

  @Test
  void isAskedForAndSaidWhereItIsWrong(RedisSpace space, Browser browser) throws IOException {
    try (World world = guarded(space, browser).withWorker("anna-1")) {
      browser.open(world.at("stages", "charge", "waiting"));
      browser.awaitTextOf("h1", "Your token");
      browser.examine("token");

      enter(browser, "nonsense");
      browser.awaitText("The server does not know this token.");
      enter(browser, "operate");
      browser.awaitTextOf("h1", "charge");
      browser.click("Leave");
      browser.awaitTextOf("h1", "Your token");

      assertThat(browser.complaints()).allMatch(each -> each.contains("401"));
    }
  }

  @Test
  void letsReadersLookAndChangeNothing(RedisSpace space, Browser browser) throws IOException {
    try (World world = guarded(space, browser).withWorker("anna-1")) {
      world.submit("timeout-1");
      await().atMost(PATIENCE).until(() -> world.dead("charge").size() == 1);
      browser.open(world.at("stages", "charge", "waiting"));
      enter(browser, "read");
      browser.awaitTextOf("footer", "anna-read, may look");
      browser.awaitTextOf(".verdict", "some fail");
      assertThat(browser.count("main button:not(form button)")).isZero();

      browser.open(world.at("dead", "charge"));
      browser.find(".letter a").click();
      browser.awaitTextOf("pre.error", "UncheckedIOException");
      assertThat(browser.text("main")).doesNotContain("Replay", "Drop");

      Object status =
          browser.runLater(
              "fetch('../v1/pipelines/orders/stages/charge/pause', {method: 'POST', body: '{}',"
                  + " headers: {Authorization: 'Bearer read', 'Content-Type': 'application/json'}})"
                  + ".then(answer => arguments[0](answer.status))");
      assertThat(status).isEqualTo(403L);
      assertThat(world.inspector.pauses()).isEmpty();
      browser.complaints(); // of the token that was missing, and of the refusal
    }
  }

  @Test
  void letsSubmittersSubmitAndSeeTheirJobsAlone(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = guarded(space, browser).withWorker("anna-1")) {
      String job = world.submit("A-1");
      browser.open(world.url() + "/console/");
      enter(browser, "submit");
      browser.awaitTextOf("h1", "Pipelines");
      assertThat(browser.text("header")).doesNotContain("Activity", "live");

      browser.click("orders");
      browser.awaitTextOf("h1", "Submit a job to orders");
      browser.enter("input[name=job]", job + Keys.ENTER);
      browser.awaitTextOf(".verdict", "finished");
      browser.complaints(); // of the token that was missing
    }
  }
}
