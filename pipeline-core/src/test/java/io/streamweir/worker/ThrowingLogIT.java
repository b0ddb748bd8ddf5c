package io.streamweir.worker;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.lettuce.core.KillArgs;
import io.streamweir.internal.lane.Lane;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Where even the telling of a failure fails, as without memory. */
@WithRedis
class ThrowingLogIT {
  private static final String PIPELINE = "throwing-log";
  private static final String ERROR = "of the log of " + PIPELINE;
  private static final int JOBS = 40;

  private final AtomicInteger thrown = new AtomicInteger();
  private final Set<String> failed = ConcurrentHashMap.newKeySet();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Lane.class.getPackageName());
  private final Throwing throwing = new Throwing();

  /** Throws at what is said of this test's pipeline, and of what was thrown here. */
  private final class Throwing extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      boolean ours = event.getFormattedMessage().contains(PIPELINE);
      if (ours || (event.getThrowableProxy() != null && isOurs(event))) {
        thrown.incrementAndGet();
        throw new InternalError(ERROR);
      }
    }

    private static boolean isOurs(ILoggingEvent event) {
      return ERROR.equals(event.getThrowableProxy().getMessage());
    }
  }

  @BeforeEach
  void breakTheLog() {
    throwing.start();
    logger.addAppender(throwing);
  }

  @AfterEach
  void mendTheLog() {
    logger.detachAppender(throwing);
  }

  /** Fails once for each text. */
  private Outcome<Text> finish(Text text) {
    if (failed.add(text.getValue())) {
      throw new IllegalStateException("the first attempt");
    }
    return Outcome.finish(text);
  }

  private List<Outcome<Text>> finishAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> finish(entry.input())).toList();
  }

  private static StageConfig retried(StageConfig config) {
    return config.withFailure(FailurePolicy.attempts(JOBS, Backoff.fixed(Duration.ofMillis(20))));
  }

  private Pipeline<Text> pipeline(String crew) {
    var accepts = Pipeline.named(PIPELINE).accepts(Text.class);
    return switch (crew) {
      case "the lane itself" ->
          accepts.stage("work", Text.class, (t, c) -> finish(t), ThrowingLogIT::retried).build();
      case "several threads" ->
          accepts
              .stage("work", Text.class, (t, c) -> finish(t), c -> retried(c).withConcurrency(2))
              .build();
      case "batches" ->
          accepts
              .batchStage(
                  "work",
                  Text.class,
                  this::finishAll,
                  c -> retried(c).withBatch(2, Duration.ofMillis(5)))
              .build();
      default -> throw new IllegalArgumentException(crew);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"the lane itself", "several threads", "batches"})
  void losesNoPlaceAndNoEntry(String crew, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(crew))) {
      rig.submitNumbers(JOBS);
      rig.worker();
      until(() -> rig.length("work") == 0 && failed.size() == JOBS);
      assertThat(rig.dead("work")).isEmpty();
      assertThat(thrown).hasPositiveValue();
      assertThat(rig.value(rig.submit("later"))).isEqualTo("later");
    }
  }

  @Test
  void goesOnWithALaneWhoseThreadHasEnded() throws Exception {
    Logger ofLanes = (Logger) LoggerFactory.getLogger(Lane.class);
    Level before = ofLanes.getLevel();
    ofLanes.setLevel(Level.INFO);
    Pipeline<Text> pipeline =
        Pipeline.named(PIPELINE)
            .accepts(Text.class)
            .stage("first", Text.class, (text, context) -> Outcome.forward(text))
            .stage("last", Text.class, (text, context) -> Outcome.finish(text))
            .build();
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline)) {
      rig.worker();
      assertThat(rig.value(rig.submit("a"))).isEqualTo("a");
      rig.redis.clientKill(KillArgs.Builder.skipme());
      until(() -> thrown.get() >= 2); // of both lanes
      Rig.eventually().ignoreExceptions().until(() -> rig.value(rig.submit("b")).equals("b"));
    } finally {
      ofLanes.setLevel(before);
    }
  }
}
