package io.streamweir.spring.boot.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.PipelineNames;
import io.streamweir.inspect.StageStatus;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody sees who has made a mistake, in a whole application. */
@WithRedis
@ExtendWith(OutputCaptureExtension.class)
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

  @Test
  void aRenamedPipelineIsRefusedWhereAPropertyHasItsOldName(
      RedisSpace space, CapturedOutput output) {
    assertThatException()
        .isThrownBy(
            () ->
                run(
                    space,
                    "--shop.pipeline=order",
                    "--streamweir.pipelines.orders.worker.lease=20s"));
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("streamweir.pipelines.orders", "'orders'", "mails, order");
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
  void twoPipelinesThatTakeTheSameAreNamedWhereNothingTellsThemApart(
      RedisSpace space, CapturedOutput output) {
    assertThatException().isThrownBy(() -> run(space, "--spring.profiles.active=returns"));
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(
            "ordersClient: defined by method 'client' in the clients of pipelines, with"
                + " @Qualifier(\"orders\")",
            "returnsClient: defined");
  }
}
