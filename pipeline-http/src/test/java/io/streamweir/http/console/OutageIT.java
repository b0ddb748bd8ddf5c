package io.streamweir.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
@WithBrowser
class OutageIT {
  @Test
  void saysThatRedisIsAwayAndGoesOnWhenItIsBack(RedisSpace space, Browser browser)
      throws IOException {
    try (TcpProxy proxy = TcpProxy.to(space.server());
        World world =
            World.on(RedisConfig.of(proxy.uri()).withNamespace(space.namespace()), browser)) {
      world.submit("A-1");
      browser.open(world.url() + "/console/");
      browser.awaitTextOf(".stage", "1 waiting");

      proxy.refuse();
      proxy.cut();
      browser.awaitTextOf(".outage", "Redis has not answered for");
      browser.awaitTextOf(".stage", "1 waiting");
      browser.examine("outage");

      proxy.accept();
      browser.awaitTextOf(".freshness", "live");
      world.submit("A-2");
      browser.awaitTextOf(".stage", "2 waiting");
      assertThat(browser.count(".outage")).isZero();
    }
  }

  @Test
  void connectsAgainWhenTheServerHasRestarted(RedisSpace space, Browser browser)
      throws IOException {
    try (World world = World.on(space, browser)) {
      world.submit("A-1");
      browser.open(world.url() + "/console/");
      browser.awaitTextOf(".stage", "1 waiting");

      world.serverRestarts(() -> browser.awaitTextOf(".outage", "The server does not answer"));

      browser.awaitTextOf(".freshness", "live");
      world.submit("A-2");
      browser.awaitTextOf(".stage", "2 waiting");
      List<String> complaints = browser.complaints();
      assertThat(complaints).allMatch(each -> each.contains("ERR_"));
    }
  }
}
