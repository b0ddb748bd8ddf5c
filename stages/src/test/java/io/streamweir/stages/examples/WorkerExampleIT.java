package io.streamweir.stages.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.JobClient;
import io.streamweir.client.Receipt;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerExampleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Test
  void worksUntilItIsTerminated() throws Exception {
    try (RedisServer server = RedisServer.start();
        ChildJvm program = ChildJvm.start(WorkerExample.class, server.uri());
        RedisLink link = RedisLink.open(server.uri());
        JobClient<Order> jobs =
            JobClient.connect(link, OrdersExample.orders(new WorkerExample.PaymentService()))) {
      Receipt receipt = jobs.submit(new Order("A-17", 1999L));
      Confirmation confirmation =
          jobs.result(receipt)
              .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .value(Confirmation.class);
      assertThat(confirmation.getText())
          .isEqualTo("paid reference of orders/%s/charge".formatted(receipt.jobId()));

      program.terminate();
      assertThat(program.awaitExit(PATIENCE)).hasValue(128 + 15);
    }
  }
}
