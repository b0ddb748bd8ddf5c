package io.streamweir.internal.feature.progress;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.HandlerProgress;
import io.streamweir.client.ProgressSubscription;
import io.streamweir.client.Receipt;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Progress;
import io.streamweir.pipeline.Stage;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithRedis
@Timeout(Patience.TEST_SECONDS)
class ProgressIT {
  private static final Pattern CALLS = Pattern.compile("cmdstat_publish:calls=(\\d+)");

  private final CountDownLatch end = new CountDownLatch(1);

  private static Pipeline<Text> importing(Stage<Text, Text> handler) {
    return Pipeline.named("importing")
        .accepts(Text.class)
        .stage("import", Text.class, handler)
        .build();
  }

  private static List<HandlerProgress> shown(Rig rig, Receipt job) {
    return rig.jobs().handlerProgress().of(job.jobId());
  }

  @Test
  void showsWhatTheHandlerSaidLastUntilItEnds(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              context.progress(0.1, "page 1 of 10");
              context.progress(0.4, "page 4 of 10");
              end.await();
              return Outcome.finish(text);
            });
    try (Rig rig = Rig.on(space, pipeline)) {
      Instant before = Instant.now().minusSeconds(5);
      rig.worker();
      Receipt job = rig.submit("rows");
      until(() -> !shown(rig, job).isEmpty());

      HandlerProgress progress = shown(rig, job).get(0);
      assertThat(progress.at()).isAfter(before).isBefore(Instant.now().plusSeconds(5));
      assertThat(progress.worker()).isNotEmpty();
      assertThat(progress)
          .extracting("jobId", "stage", "path", "fraction", "note", "attempt")
          .containsExactly(job.jobId(), "import", "", 0.4, "page 4 of 10", 1);
      assertThat(rig.redis.pttl(rig.keys.progress(job.jobId())))
          .isBetween(1L, ProgressScript.TTL.toMillis());
      assertThat(rig.jobs().handlerProgress().of(job)).isEqualTo(shown(rig, job));

      end.countDown();
      assertThat(rig.value(job)).isEqualTo("rows");
      until(() -> shown(rig, job).isEmpty());
      assertThat(rig.redis.exists(rig.keys.progress(job.jobId()))).isZero();
    }
  }

  @Test
  void isHeardByThoseWhoFollowTheJob(RedisSpace space) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              begin.await();
              for (int page = 1; end.getCount() > 0; page++) {
                context.progress(Math.min(1, page / 1e6), "page " + page);
                end.await(1, TimeUnit.MILLISECONDS);
              }
              return Outcome.finish(text);
            });
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker(new Ledger(), config -> config.withConcurrency(2));
      Receipt followed = rig.submit("rows");
      rig.submit("others");
      Queue<HandlerProgress> heard = new ConcurrentLinkedQueue<>();
      try (ProgressSubscription subscription =
          rig.jobs().handlerProgress().follow(followed.jobId(), heard::add)) {
        begin.countDown();
        until(() -> heard.size() >= 3);
        assertThat(subscription.missed()).isZero();
      }
      end.countDown();
      assertThat(heard).extracting(HandlerProgress::jobId).containsOnly(followed.jobId());
      assertThat(heard).extracting(HandlerProgress::fraction).isSorted();
    }
  }

  @Test
  void writesAtMostTwiceASecondHoweverOftenItIsCalled() throws Exception {
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              for (int row = 0; row < 1_000 && text.getValue().equals("rows"); row++) {
                context.progress(row / 1e3, "row " + row);
                end.await(3, TimeUnit.MILLISECONDS);
              }
              return Outcome.finish(text);
            });
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, pipeline)) {
      rig.worker();
      rig.value(rig.submit("warm up"));
      long before = messages(rig);
      long begun = System.nanoTime();
      rig.value(rig.submit("rows"));
      Duration took = Duration.ofNanos(System.nanoTime() - begun);

      long ends = 2; // at most, of the job itself
      assertThat(messages(rig) - before)
          .isBetween(took.toSeconds(), 2 * took.toSeconds() + 2 + ends);
    }
  }

  /** Who uses it not pays nothing: the script is never sent. */
  @Test
  void sendsNothingWhereNobodyReports() throws Exception {
    try (RedisServer server = RedisServer.start();
        Rig rig = Rig.on(server, importing((text, context) -> Outcome.finish(text)))) {
      rig.worker();
      for (int i = 0; i < 50; i++) {
        rig.value(rig.submit("row " + i));
      }
      assertThat(rig.redis.scriptExists(ProgressScript.SCRIPT.digest())).containsExactly(false);
    }
  }

  /** Each change is published, too, and ends of jobs are. */
  private static long messages(Rig rig) {
    Matcher calls = CALLS.matcher(rig.redis.info("commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Test
  void eachEntryOfABatchHasItsOwn(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        Pipeline.named("importing")
            .accepts(Text.class)
            .batchStage(
                "import",
                Text.class,
                batch -> {
                  batch.forEach(
                      entry ->
                          entry
                              .context()
                              .progress(Double.parseDouble(entry.input().getValue()), "own"));
                  end.await();
                  return batch.stream().map(entry -> Outcome.<Text>finish(entry.input())).toList();
                },
                config -> config.withBatch(2, Duration.ofSeconds(30)))
            .build();
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      List<Receipt> jobs = rig.submitAll(List.of("0.25", "0.75"));
      until(() -> !shown(rig, jobs.get(0)).isEmpty() && !shown(rig, jobs.get(1)).isEmpty());
      assertThat(shown(rig, jobs.get(0)).get(0).fraction()).isEqualTo(0.25);
      assertThat(shown(rig, jobs.get(1)).get(0).fraction()).isEqualTo(0.75);
      end.countDown();
    }
  }

  @Test
  void isIgnoredAfterTheHandlerHasReturnedAndTakenFromAnyThreadBefore(RedisSpace space)
      throws Exception {
    CountDownLatch returned = new CountDownLatch(1);
    CountDownLatch reported = new CountDownLatch(1);
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              Thread other =
                  new Thread(
                      () -> {
                        context.progress(0.5, "by another thread");
                        reported.countDown();
                        try {
                          returned.await();
                          context.progress(0.6, "too late");
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      });
              other.start();
              reported.await();
              end.await();
              return Outcome.finish(text);
            });
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.worker();
      Receipt job = rig.submit("rows");
      until(() -> !shown(rig, job).isEmpty());
      assertThat(shown(rig, job).get(0).note()).isEqualTo("by another thread");
      end.countDown();
      rig.value(job);
      returned.countDown();
      until(() -> shown(rig, job).isEmpty());
    }
  }

  @Test
  void aDrainTakesBackWhatEndedRunsHaveShown(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              context.progress(0.5, "half");
              end.await();
              return Outcome.finish(text);
            });
    try (Rig rig = Rig.on(space, pipeline)) {
      Worker worker = rig.worker();
      Receipt job = rig.submit("rows");
      until(() -> !shown(rig, job).isEmpty());
      end.countDown();
      worker.close();
      assertThat(shown(rig, job)).isEmpty();
    }
  }

  /** A foreign key where the hash belongs keeps other jobs from nothing. */
  @Test
  void passesOverAKeyOfAnotherType(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline =
        importing(
            (text, context) -> {
              context.progress(0.5, "half");
              end.await();
              return Outcome.finish(text);
            });
    try (Rig rig = Rig.on(space, pipeline)) {
      Receipt foreign = rig.submit("a");
      Receipt own = rig.submit("b");
      rig.redis.set(rig.keys.progress(foreign.jobId()), "somebody else's");
      rig.worker(new Ledger(), config -> config.withConcurrency(2));
      until(() -> !shown(rig, own).isEmpty());
      end.countDown();
      rig.value(own);
      rig.value(foreign);
      assertThat(rig.redis.get(rig.keys.progress(foreign.jobId()))).isEqualTo("somebody else's");
    }
  }

  /** As where a dead letter was replayed at once, and the same worker runs it. */
  @Test
  void takesBackNothingThatAnotherRunHasShown(RedisSpace space) throws Exception {
    Pipeline<Text> pipeline = importing((text, context) -> Outcome.finish(text));
    try (Rig rig = Rig.on(space, pipeline)) {
      ProgressScript script = new ProgressScript(rig.link, rig.keys);
      rig.link.await(script.run(List.of(new ProgressScript.Change(message("page 12"), false))));

      rig.link.await(script.run(List.of(new ProgressScript.Change(message("page 1"), true))));

      assertThat(rig.redis.hlen(rig.keys.progress("job"))).isOne();
      rig.link.await(script.run(List.of(new ProgressScript.Change(message("page 12"), true))));
      assertThat(rig.redis.hlen(rig.keys.progress("job"))).isZero();
    }
  }

  @Test
  void isShownAndTakenBackOnAFullServer() throws Exception {
    Pipeline<Text> pipeline = importing((text, context) -> Outcome.finish(text));
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig rig = Rig.on(server, pipeline)) {
      ProgressScript script = new ProgressScript(rig.link, rig.keys);
      rig.redis.configSet("maxmemory", "1");

      rig.link.await(script.run(List.of(new ProgressScript.Change(message("page 1"), false))));

      assertThat(rig.redis.hlen(rig.keys.progress("job"))).isOne();
      rig.link.await(script.run(List.of(new ProgressScript.Change(message("page 1"), true))));
      assertThat(rig.redis.hlen(rig.keys.progress("job"))).isZero();
      rig.redis.configSet("maxmemory", "0");
    }
  }

  private static ProgressMessage message(String note) {
    return new ProgressMessage("job", "import", "", new Progress(0.5, note), 1, "worker", 0);
  }
}
