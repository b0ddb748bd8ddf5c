package io.streamweir.client;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A producer whose submits Redis refuses says so once, and does not merely stand still. */
class SubmitOutageLogIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("refusing")
          .accepts(Text.class)
          .stage("work", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  @Test
  void saysThatRedisRefusesSubmits() throws Exception {
    expectOne(Appender.class, jobs -> jobs.submitAsync(new Text("a"), SubmitOptions.defaults()));
  }

  @Test
  void saysThatRedisRefusesANumberedSource() throws Exception {
    expectOne(
        NumberedSource.class,
        jobs -> CompletableFuture.runAsync(() -> submit(jobs.source("file"))));
  }

  private static void submit(NumberedSource<Text> source) {
    try {
      source.submit(List.of(new Text("a")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Submit {
    CompletableFuture<?> by(JobClient<Text> jobs);
  }

  private static void expectOne(Class<?> logs, Submit submit) throws Exception {
    Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    Runnable detach = listen(logs, events);
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, PIPELINE)) {
      rig.jobs().submit(new Text("first"));
      rig.redis.configSet("maxmemory", "1");
      CompletableFuture<?> submitted = submit.by(rig.jobs());
      until(() -> warnings(events) == 1);
      rig.redis.configSet("maxmemory", "0");
      submitted.join();
      until(() -> events.stream().anyMatch(e -> e.getFormattedMessage().endsWith("works again")));
      assertThat(warnings(events)).isOne();
    } finally {
      detach.run();
    }
  }

  private static long warnings(Queue<ILoggingEvent> events) {
    return events.stream()
        .filter(event -> event.getLevel().equals(Level.WARN))
        .filter(event -> event.getFormattedMessage().startsWith("submitting to "))
        .filter(event -> event.getFormattedMessage().contains("OOM"))
        .count();
  }

  private static Runnable listen(Class<?> logs, Queue<ILoggingEvent> events) {
    until(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    Logger logger = (Logger) LoggerFactory.getLogger(logs);
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains("refusing")) {
              events.add(event);
            }
          }
        };
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    return () -> {
      logger.detachAppender(appender);
      logger.setLevel(null);
    };
  }
}
