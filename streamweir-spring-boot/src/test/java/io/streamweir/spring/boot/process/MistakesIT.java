package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.PipelineNames;
import io.streamweir.inspect.StageStatus;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody sees who has made a mistake, in a whole application. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class MistakesIT {
  @TempDir private Path scratch;

  private ConfigurableApplicationContext run(RedisSpace space, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--streamweir.redis.uri=" + space.uri());
    all.add("--streamweir.namespace=" + space.namespace());
    all.add("--shop.ledger=" + scratch.resolve("ledger"));
    return ShopProcess.run(all.toArray(String[]::new));
  }

  @SuppressWarnings("unchecked")
  private static JobClient<ShopProcess.Order> orders(ConfigurableApplicationContext shop) {
    return (JobClient<ShopProcess.Order>) shop.getBean("ordersClient");
  }

  /** What a process prints that cannot start. */
  private String refused(String... arguments) {
    try (RedisServer redis = RedisServer.start();
        ShopInstance shop = ShopInstance.start(redis, scratch.resolve("ledger"), arguments)) {
      assertThat(shop.jvm().awaitExit(ShopInstance.PATIENCE)).as(shop.jvm().output()).hasValue(1);
      return shop.jvm().output();
    }
  }

  @Test
  void aRenamedPipelineIsRefusedWhereAPropertyHasItsOldName() {
    assertThat(refused("--shop.pipeline=order", "--streamweir.pipelines.orders.worker.lease=20s"))
        .contains("APPLICATION FAILED TO START")
        .contains("There is no pipeline 'orders'", "Known are: mails, order.");
  }

  @Test
  void aRenamedPipelineLeavesItsJobsUntilItsNameIsBack(RedisSpace space)
      throws InterruptedException {
    Receipt receipt;
    try (ConfigurableApplicationContext before = run(space, "--streamweir.worker.enabled=false")) {
      receipt = orders(before).submit(new ShopProcess.Order("A-17"));
    }
    try (ConfigurableApplicationContext renamed = run(space, "--shop.pipeline=order")) {
      RedisLink link = renamed.getBean(RedisLink.class);
      assertThat(PipelineNames.find(link).names()).contains("order", "orders");
      StageStatus check =
          new Inspector(link, ShopProcess.pipeline("orders", renamed.getBean(Ledger.class)))
              .status()
              .get(0);
      assertThat(check).returns(1L, StageStatus::lag).returns(0L, StageStatus::consumers);
    }
    try (ConfigurableApplicationContext back = run(space)) {
      assertThat(
              orders(back)
                  .awaitResult(receipt, Patience.PATIENCE)
                  .value(ShopProcess.Confirmation.class)
                  .text())
          .isEqualTo("paid A-17");
    }
  }

  @Test
  void twoPipelinesThatTakeTheSameAreNamedWhereNothingTellsThemApart() {
    assertThat(refused("--spring.profiles.active=returns"))
        .contains("APPLICATION FAILED TO START")
        .contains(
            "ordersClient: defined by method 'client' in the clients of pipelines, with"
                + " @Qualifier(\"orders\")",
            "returnsClient: defined");
  }
}
