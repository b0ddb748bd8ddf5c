package io.streamweir.inspect;

import static io.streamweir.inspect.Purges.all;
import static io.streamweir.inspect.Purges.count;
import static io.streamweir.inspect.Purges.createGroups;
import static io.streamweir.inspect.Purges.expectCancelled;
import static io.streamweir.inspect.Purges.lag;
import static io.streamweir.inspect.Purges.purge;
import static io.streamweir.inspect.Purges.where;
import static io.streamweir.listener.WorkerListener.Ending.CANCELLED;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.Purge.Step;
import io.streamweir.internal.feature.cancel.PurgeScript;
import io.streamweir.internal.feature.cancel.PurgeScript.Named;
import io.streamweir.internal.feature.jobs.EntryStep;
import io.streamweir.internal.feature.jobs.InboxWalk;
import io.streamweir.internal.feature.jobs.LaterWalk;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.PipelineFacts.StageFacts;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@WithRedis
class PurgeIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final Ledger ledger = new Ledger();

  private Pipeline<Text> plain() {
    return builder().build();
  }

  private PipelineBuilder<Text, Text> builder() {
    return Pipeline.named("purged")
        .accepts(Text.class)
        .partitions(2)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              handled.add(text.getValue());
              return Outcome.finish(text);
            });
  }

  @Test
  void endsWhatWaitsWithoutAnyWorkerAndTellsThoseWhoWait(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      createGroups(rig);
      List<Receipt> receipts = rig.submitNumbers(250);
      CompletableFuture<Result> waits = rig.jobs().result(receipts.get(7));
      Purge purge = purge(rig, "work", JobState.WAITING, JobChoice.all());
      assertThat(purge.size()).isEqualTo(250);
      assertThat(count(purge)).isEqualTo(250);

      Step done = all(purge, 1_000);

      assertThat(done.cancelled()).isEqualTo(250);
      assertThat(done.removed()).isEqualTo(250);
      assertThat(waits.get(Patience.SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Result.Cancelled(receipts.get(7).jobId()));
      expectCancelled(rig, receipts);
      assertThat(lag(rig, "work")).isZero();
      assertThat(rig.pending("work")).isZero();
      assertThat(purge.size()).isZero();
      rig.worker(ledger);
      assertThat(rig.value(rig.submit("later"))).isEqualTo("later");
      assertThat(handled).containsExactly("later");
    }
  }

  @Test
  void endsOnlyThoseThatMatchAndLeavesTheRestToWorkers(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      createGroups(rig);
      List<Receipt> stay = rig.submitAll(List.of("a", "a", "a", "a"));
      List<Receipt> go = rig.submitAll(List.of("b", "b", "b", "b"));

      Step done = all(purge(rig, "work", JobState.WAITING, where("value=b")), 100);

      assertThat(done.cancelled()).isEqualTo(4);
      assertThat(done.looked()).isEqualTo(8);
      expectCancelled(rig, go);
      rig.worker(ledger);
      for (Receipt receipt : stay) {
        assertThat(rig.value(receipt)).isEqualTo("a");
      }
      until(() -> lag(rig, "work") == 0);
      assertThat(handled).containsExactly("a", "a", "a", "a");
      assertThat(done.removed() + ledger.ended(CANCELLED)).isEqualTo(4);
    }
  }

  @Test
  void endsWhatWaitsWhereNoWorkerHasEverBegun(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      List<Receipt> receipts = rig.submitNumbers(30);

      Step done = all(purge(rig, "work", JobState.WAITING, JobChoice.all()), 10);

      assertThat(done.cancelled()).isEqualTo(30);
      assertThat(done.removed()).isZero();
      expectCancelled(rig, receipts);
      rig.worker(ledger);
      until(() -> ledger.ended(CANCELLED) == 30);
      assertThat(handled).isEmpty();
    }
  }

  @Test
  void leavesAloneWhatAWorkerHasAndWhatCameLater(RedisSpace space) throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    Pipeline<Text> blocking =
        Pipeline.named("purged")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  handled.add(text.getValue());
                  mayEnd.await();
                  return Outcome.finish(text);
                },
                stage -> stage.withMaxRunning(1))
            .build();
    try (Rig rig = Rig.on(space, blocking)) {
      rig.worker(ledger);
      Receipt runs = rig.submit("runs");
      until(() -> handled.contains("runs"));
      List<Receipt> wait = rig.submitNumbers(20);
      Purge purge = purge(rig, "work", JobState.WAITING, JobChoice.all());
      Step first = purge.step(Purge.BEGIN, 10);
      Receipt later = rig.submit("later");
      String at = first.next();
      while (!at.isEmpty()) {
        at = purge.step(at, 10).next();
      }

      expectCancelled(rig, wait);
      mayEnd.countDown();
      assertThat(rig.value(runs)).isEqualTo("runs");
      assertThat(rig.value(later)).isEqualTo("later");
      assertThat(handled).containsExactly("runs", "later");
    }
  }

  @Test
  void leavesAloneWhatWasGivenOrPromotedBehindTheLook(RedisSpace space) throws Exception {
    Pipeline<Text> single = builder().partitions(1).build();
    try (Rig rig = Rig.on(space, single)) {
      rig.createGroup("work");
      rig.submit("a");
      rig.jobs().submit(new Text("b"), SubmitOptions.defaults().withDelay(HOUR));
      Named waits = named(new InboxWalk(rig.link, rig.keys.inbox("work")).waiting("", 9));
      Named delayed = named(new LaterWalk(rig.link, rig.keys, "work").delayed("", 9));
      rig.deliverTo("other", "work", 1);
      rig.redis.del(rig.keys.later("work"));
      StageFacts stage = single.facts().stages().get(0);
      PurgeScript script = new PurgeScript(rig.link, rig.keys, single.facts(), stage);

      assertThat(script.purge(PurgeScript.Place.WAITING, List.of(waits)).gone()).isEqualTo(1);
      assertThat(script.purge(PurgeScript.Place.DELAYED, List.of(delayed)).gone()).isEqualTo(1);

      assertThat(rig.redis.exists(rig.keys.cancelled())).isZero();
      assertThat(rig.redis.keys(space.namespace() + ":*:result:*")).isEmpty();
      assertThat(rig.pending("work")).isEqualTo(1);
    }
  }

  private static Named named(EntryStep step) {
    EntryStep.Found found = step.found().get(0);
    return new Named(found.name(), Objects.requireNonNull(found.entry()));
  }

  @Test
  void endsWhatIsDelayedAndLetsItsDedupeKeyGo(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      SubmitOptions later = SubmitOptions.defaults().withDelay(HOUR);
      SubmitOptions once = later.withDedupe(Dedupe.untilFinished("once"));
      SubmitOptions calm = SubmitOptions.defaults().withDedupe(Dedupe.debounce("calm", HOUR));
      List<Receipt> go =
          List.of(
              rig.jobs().submit(new Text("a"), later),
              rig.jobs().submit(new Text("b"), once),
              rig.jobs().submit(new Text("c"), calm));
      Receipt stays = rig.jobs().submit(new Text("stays"), later);
      Purge purge = purge(rig, "work", JobState.DELAYED, where("value!=stays"));
      assertThat(count(purge)).isEqualTo(3);

      Step done = all(purge, 2);

      assertThat(done.cancelled()).isEqualTo(3);
      assertThat(done.removed()).isEqualTo(3);
      expectCancelled(rig, go);
      assertThat(rig.redis.keys(space.namespace() + ":*:unique:*")).isEmpty();
      assertThat(rig.jobs().submit(new Text("b"), once).duplicate()).isFalse();
      assertThat(purge.size()).isEqualTo(2);
      assertThat(rig.jobs().cancel(stays).now()).isTrue();
    }
  }

  @Test
  void letsGoOfTheDedupeKeysOfWhatWaits(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      createGroups(rig);
      SubmitOptions once = SubmitOptions.defaults().withDedupe(Dedupe.untilFinished("once"));
      rig.jobs().submit(new Text("a"), once);
      assertThat(rig.jobs().submit(new Text("b"), once).duplicate()).isTrue();

      assertThat(all(purge(rig, "work", JobState.WAITING, JobChoice.all()), 9).removed())
          .isEqualTo(1);

      assertThat(rig.redis.keys(space.namespace() + ":*:unique:*")).isEmpty();
    }
  }

  @Test
  void endsTheEntriesOfAJobThatHadEndedAndKeepsItsEnd(RedisSpace space) throws Exception {
    Pipeline<Text> rejecting =
        Pipeline.named("purged")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  handled.add(text.getValue());
                  return Outcome.reject("no");
                })
            .build();
    try (Rig rig = Rig.on(space, rejecting)) {
      Worker worker = rig.worker();
      Receipt receipt = rig.submit("a");
      assertThat(rig.failure(receipt).reason()).isEqualTo("rejected");
      worker.close();
      assertThat(new DeadLetters(rig.link, rig.pipeline, "work").replayAll()).isEqualTo(1);

      Step done = all(purge(rig, "work", JobState.WAITING, JobChoice.all()), 9);

      assertThat(done.cancelled()).isZero();
      assertThat(done.ended()).isEqualTo(1);
      assertThat(done.removed()).isEqualTo(1);
      assertThat(rig.failure(receipt).reason()).isEqualTo("rejected");
      rig.worker(ledger);
      until(() -> ledger.polls.get() > 0);
      assertThat(lag(rig, "work")).isZero();
      assertThat(handled).containsExactly("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Priority.class)
  void worksAtEveryPriority(Priority priority, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, builder().priorities().build())) {
      createGroups(rig);
      SubmitOptions options = SubmitOptions.defaults().withPriority(priority);
      Receipt waiting = rig.jobs().submit(new Text("a"), options);
      Receipt delayed = rig.jobs().submit(new Text("a"), options.withDelay(HOUR));

      assertThat(all(purge(rig, "work", JobState.WAITING, JobChoice.all()), 9).removed())
          .isEqualTo(1);
      assertThat(all(purge(rig, "work", JobState.DELAYED, JobChoice.all()), 9).removed())
          .isEqualTo(1);

      expectCancelled(rig, List.of(waiting, delayed));
    }
  }

  @ParameterizedTest
  @EnumSource(StageKind.class)
  void worksAtLimitedAndBatchStages(StageKind kind, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, kind.pipeline(handled))) {
      createGroups(rig);
      SubmitOptions keyed = SubmitOptions.defaults().withKey("key");
      List<Receipt> receipts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        receipts.add(rig.jobs().submit(new Text("" + i), keyed));
        receipts.add(rig.jobs().submit(new Text("" + i), keyed.withDelay(HOUR)));
      }

      for (JobState state : List.of(JobState.WAITING, JobState.DELAYED)) {
        assertThat(all(purge(rig, "work", state, where("value!=3")), 5).cancelled()).isEqualTo(11);
      }

      List<Receipt> stay = List.of(receipts.remove(6), receipts.remove(6));
      expectCancelled(rig, receipts);
      rig.worker(ledger);
      assertThat(rig.value(stay.get(0))).isEqualTo("3");
      assertThat(rig.value(rig.jobs().submit(new Text("later"), keyed))).isEqualTo("later");
      until(() -> lag(rig, "work") == 0);
      assertThat(handled).containsExactlyInAnyOrder("3 1", "later 1");
      assertThat(rig.jobs().cancel(stay.get(1)).now()).isTrue();
    }
  }

  @Test
  void endsOnlyWhatWasSubmittedBefore(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      rig.submit("old");
      Instant between = Instant.now();
      until(() -> Instant.now().toEpochMilli() > between.toEpochMilli());
      rig.submit("new");

      JobChoice old = JobChoice.all().withSubmittedUntil(between);
      assertThat(count(purge(rig, "work", JobState.WAITING, old))).isEqualTo(1);
      assertThat(all(purge(rig, "work", JobState.WAITING, old), 9).cancelled()).isEqualTo(1);
    }
  }

  @Test
  void aStepThatIsRepeatedEndsNothingTwice(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      createGroups(rig);
      rig.submitNumbers(200);
      Purge purge = purge(rig, "work", JobState.WAITING, JobChoice.all());
      Step first = purge.step(Purge.BEGIN, 10);
      Step second = purge.step(first.next(), 10);
      Step again = purge.step(first.next(), 10);

      assertThat(first.cancelled() + second.cancelled() + again.cancelled()).isEqualTo(30);
      assertThat(lag(rig, "work")).isEqualTo(170);
    }
  }

  @Test
  void refusesWhatMakesNoSense(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, plain())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> purge(rig, "none", JobState.WAITING, JobChoice.all()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> purge(rig, "work", JobState.PENDING, JobChoice.all()));
      Purge purge = purge(rig, "work", JobState.WAITING, JobChoice.all());
      for (String cursor : List.of("x", "9:5-5@1", "0:5-5", "0:5-5@x", "0:x@1")) {
        assertThatIllegalArgumentException().isThrownBy(() -> purge.step(cursor, 1));
      }
    }
  }
}
