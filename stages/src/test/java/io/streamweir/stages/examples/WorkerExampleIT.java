package io.streamweir.stages.examples;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WorkerExampleIT {

  @Test
  void worksForAProgramThatOnlySubmitsUntilItIsTerminated() {
    try (RedisServer server = RedisServer.start();
        ChildJvm program = ChildJvm.start(WorkerExample.class, server.uri());
        RedisLink link = RedisLink.open(server.uri())) {
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreException(UnknownPipelineException.class) // until the worker has said what it is
          .untilAsserted(
              () -> assertThat(ProducerExample.buyHere(link)).startsWith("paid reference of "));

      program.terminate();
      assertThat(program.awaitExit(PATIENCE)).hasValue(128 + 15);
    }
  }
}
