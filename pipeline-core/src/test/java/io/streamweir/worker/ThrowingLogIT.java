package io.streamweir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.lettuce.core.KillArgs;
import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Where even the telling of a failure fails, as without memory, a lane's thread ends. */
class ThrowingLogIT {
  private static final String PIPELINE = "throwing-log";

  private final AtomicInteger thrown = new AtomicInteger();

  /** Throws at what the lanes of this test's pipeline say. */
  private final class Throwing extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      if (PIPELINE.equals(event.getMDCPropertyMap().get("pipeline"))) {
        thrown.incrementAndGet();
        throw new OutOfMemoryError("of the log");
      }
    }
  }

  private static Pipeline<Text> pipeline() {
    return Pipeline.named(PIPELINE)
        .accepts(Text.class)
        .stage("first", Text.class, (text, context) -> Outcome.forward(text))
        .stage("last", Text.class, (text, context) -> Outcome.finish(text))
        .build();
  }

  @Test
  void goesOnWithALaneWhoseThreadHasEnded() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Lane.class);
    Level before = logger.getLevel();
    Throwing throwing = new Throwing();
    throwing.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(throwing);
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline())) {
      rig.worker();
      assertThat(rig.value(rig.submit("a"))).isEqualTo("a");
      rig.redis.clientKill(KillArgs.Builder.skipme());
      Rig.until(() -> thrown.get() >= 2); // of both lanes
      Rig.eventually().ignoreExceptions().until(() -> rig.value(rig.submit("b")).equals("b"));
    } finally {
      logger.detachAppender(throwing);
      logger.setLevel(before);
    }
  }
}
