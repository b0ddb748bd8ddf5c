package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.resilience4j.retry.RetryConfig;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a worker's log says of failures. */
@WithRedis
class FailureLogIT {
  private static final String PIPELINE = "logged";
  private static final Duration HOUR = Duration.ofHours(1);

  private final Logger logger = logger();
  private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (PIPELINE.equals(event.getMDCPropertyMap().get("pipeline"))) {
            events.add(event);
          }
        }
      };

  /** Another test may be the first to log: until logging is set up there are substitutes. */
  private static Logger logger() {
    until(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    return (Logger) LoggerFactory.getLogger(FailureLog.class);
  }

  @BeforeEach
  void listen() {
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  private List<ILoggingEvent> at(Level level) {
    return events.stream().filter(event -> event.getLevel().equals(level)).toList();
  }

  private static Pipeline<Text> pipeline(
      Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named(PIPELINE)
        .accepts(Text.class)
        .stage("work", Text.class, handler, config)
        .build();
  }

  private static StageConfig attempts(StageConfig config, int most) {
    return config.withFailure(FailurePolicy.attempts(most, Backoff.fixed(HOUR)));
  }

  private static Outcome<Text> fail() {
    throw new IllegalStateException("charge failed");
  }

  @Test
  void warnsOfEachDeadLetterWithItsStackTrace(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline((t, c) -> fail(), c -> attempts(c, 1)))) {
      rig.worker();
      List<String> jobs = Stream.generate(() -> rig.submit("x").jobId()).limit(20).toList();
      until(() -> at(Level.WARN).size() == 20);
      assertThat(at(Level.WARN))
          .allSatisfy(
              event -> {
                assertThat(event.getThrowableProxy().getMessage()).isEqualTo("charge failed");
                assertThat(event.getFormattedMessage()).contains("dead letter", "charge failed");
                assertThat(event.getMDCPropertyMap()).containsEntry("stage", "work");
              })
          .extracting(event -> event.getMDCPropertyMap().get("job"))
          .containsExactlyInAnyOrderElementsOf(jobs);
    }
  }

  @Test
  void warnsOfTheFirstFailuresOfAKindAndTellsTheOthersAtDebugLevel(RedisSpace space)
      throws Exception {
    logger.setLevel(Level.DEBUG);
    Stage<Text, Text> failing =
        (text, context) -> {
          if (text.getValue().equals("other")) {
            throw new UnsupportedOperationException("not this one");
          }
          return fail();
        };
    try (Rig rig = Rig.on(space, pipeline(failing, c -> attempts(c, 9)))) {
      rig.worker();
      for (int i = 0; i < 10; i++) {
        rig.submit("x");
      }
      rig.submit("other");
      until(() -> events.size() == 11);
      assertThat(at(Level.WARN)).hasSize(4);
      assertThat(at(Level.WARN).get(3).getFormattedMessage()).contains("not this one");
      assertThat(at(Level.DEBUG))
          .hasSize(7)
          .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNotNull());
    }
  }

  @Test
  void tellsReasonsThatHandlersGive(RedisSpace space) throws Exception {
    logger.setLevel(Level.DEBUG);
    Stage<Text, Text> giving =
        (text, context) ->
            switch (text.getValue()) {
              case "retry" -> Outcome.retryLater(HOUR, "card reader offline");
              case "postpone" -> Outcome.postpone(HOUR, "the bank is closed");
              default -> Outcome.reject("no such account");
            };
    try (Rig rig = Rig.on(space, pipeline(giving, c -> c))) {
      rig.worker();
      List.of("retry", "postpone", "reject").forEach(rig::submit);
      until(() -> events.size() == 3);
      assertThat(at(Level.WARN))
          .extracting(ILoggingEvent::getFormattedMessage)
          .satisfiesExactlyInAnyOrder(
              text -> assertThat(text).contains("card reader offline"),
              text -> assertThat(text).contains("no such account"));
      assertThat(at(Level.DEBUG).get(0).getFormattedMessage()).contains("the bank is closed");
    }
  }

  @Test
  void tellsWhatIsTriedAgainInProcess(RedisSpace space) throws Exception {
    RetryConfig twice = RetryConfig.custom().maxAttempts(2).waitDuration(Duration.ZERO).build();
    UnaryOperator<StageConfig> retrying = c -> attempts(c, 1).withInProcessRetry(twice);
    try (Rig rig = Rig.on(space, pipeline((t, c) -> fail(), retrying))) {
      rig.worker();
      String job = rig.submit("x").jobId();
      until(() -> at(Level.WARN).size() == 2);
      assertThat(at(Level.WARN))
          .allSatisfy(event -> assertThat(event.getMDCPropertyMap()).containsEntry("job", job))
          .extracting(ILoggingEvent::getFormattedMessage)
          .satisfiesExactly(
              text -> assertThat(text).contains("called again"),
              text -> assertThat(text).contains("dead letter"));
    }
  }

  private static Pipeline<Text> batchSplitAndGather() {
    return Pipeline.named(PIPELINE)
        .accepts(Text.class)
        .batchStage(
            "batch",
            Text.class,
            entries -> {
              if (entries.get(0).input().getValue().equals("batch")) {
                fail();
              }
              return entries.stream().map(e -> Outcome.forward(e.input())).toList();
            },
            c -> attempts(c, 9).withBatch(1, Duration.ofMillis(1)))
        .split(
            "split",
            Text.class,
            (text, context) -> {
              if (text.getValue().equals("split")) {
                fail();
              }
              return Parts.<Text>of(List.of(text));
            },
            c -> attempts(c, 9))
        .stage("part", Text.class, (text, context) -> Outcome.forward(text))
        .gather(
            "gather", Text.class, Text.class, (text, parts, context) -> fail(), c -> attempts(c, 9))
        .build();
  }

  @Test
  void tellsWhatFailedInBatchesSplitsAndGathers(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, batchSplitAndGather())) {
      rig.worker();
      List.of("batch", "split", "gather").forEach(rig::submit);
      until(() -> at(Level.WARN).size() == 3);
      assertThat(at(Level.WARN))
          .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNotNull())
          .extracting(event -> event.getMDCPropertyMap().get("stage"))
          .containsExactlyInAnyOrder("batch", "split", "gather");
    }
  }

  @Test
  void tellsWhatKeptAnEntryFromItsHandler(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline((t, c) -> Outcome.finish(t), c -> c))) {
      rig.worker();
      rig.redis.xadd(rig.keys.inbox("work"), Map.of("j", "odd", "t", "1", "p", "no payload"));
      rig.redis.xadd(rig.keys.inbox("work"), Map.of("what", "ever"));
      until(() -> at(Level.WARN).size() == 2);
      assertThat(at(Level.WARN))
          .extracting(ILoggingEvent::getFormattedMessage)
          .satisfiesExactly(
              text -> assertThat(text).contains("job odd"),
              text -> assertThat(text).contains("is missing"));
    }
  }
}
