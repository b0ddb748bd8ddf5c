package io.streamweir.inspect;

import static io.streamweir.listener.WorkerListener.Ending.CANCELLED;
import static io.streamweir.worker.Rig.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.Purge.Step;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.Dedupe;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.pipeline.Priority;
import io.streamweir.pipeline.StageContext;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

  private static JobChoice where(String expression) {
    return JobChoice.all().where(JobFilter.of(List.of(expression)));
  }

  private static Purge purge(Rig rig, String stage, JobState state, JobChoice choice) {
    return new Purge(rig.link, rig.pipeline.facts(), stage, state, choice);
  }

  /** All steps of a purge, added up. */
  private static Step all(Purge purge, int limit) {
    Step sum = new Step(0, 0, 0, 0, 0, "");
    String at = Purge.BEGIN;
    do {
      Step step = purge.step(at, limit);
      sum =
          new Step(
              sum.looked() + step.looked(),
              sum.cancelled() + step.cancelled(),
              sum.ended() + step.ended(),
              sum.entries() + step.entries(),
              sum.removed() + step.removed(),
              step.next());
      at = step.next();
    } while (!at.isEmpty());
    return sum;
  }

  private static long count(Purge purge) {
    long matched = 0;
    String at = Purge.BEGIN;
    do {
      Purge.Count count = purge.count(at);
      matched += count.matched();
      at = count.next();
    } while (!at.isEmpty());
    return matched;
  }

  private static long lag(Rig rig, String stage) {
    InboxQueries queries = new InboxQueries(rig.link);
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(keys -> queries.group(keys.inbox(stage)).map(InboxQueries.Group::lag).orElse(0L))
        .sum();
  }

  private static void createGroups(Rig rig) {
    Worker worker = rig.worker();
    until(() -> worker.lanes().size() >= rig.pipeline.partitions());
    worker.close();
  }

  private void expectCancelled(Rig rig, List<Receipt> receipts) throws Exception {
    for (Receipt receipt : receipts) {
      assertThat(rig.result(receipt)).isEqualTo(new Result.Cancelled(receipt.jobId()));
    }
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
      assertThat(waits.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
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

  @Test
  void keepsTheOrderOfKeysWhereItEndsWhatIsParked(RedisSpace space) throws Exception {
    CountDownLatch fails = new CountDownLatch(1);
    Pipeline<Text> ordered =
        Pipeline.named("purged")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  if (context.attempt() == 1 && text.getValue().equals("0")) {
                    fails.await();
                    throw new IllegalStateException("again");
                  }
                  handled.add(text.getValue());
                  return Outcome.finish(text);
                },
                stage ->
                    stage
                        .withOrder()
                        .withFailure(
                            FailurePolicy.attempts(3, Backoff.fixed(Duration.ofSeconds(2)))))
            .build();
    try (Rig rig = Rig.on(space, ordered)) {
      rig.worker(ledger);
      SubmitOptions keyed = SubmitOptions.defaults().withKey("key");
      List<Receipt> receipts =
          Stream.of("0", "1", "2", "3", "4")
              .map(text -> rig.jobs().submit(new Text(text), keyed))
              .toList();
      fails.countDown();
      String parked = rig.keys.parked("work");
      until(() -> rig.redis.zcard(parked) == 5);

      Step done = all(purge(rig, "work", JobState.PARKED, where("value=2")), 9);

      assertThat(done.cancelled()).isEqualTo(1);
      assertThat(done.removed()).isZero();
      assertThat(rig.value(receipts.get(4))).isEqualTo("4");
      assertThat(handled).containsExactly("0", "1", "3", "4");
      expectCancelled(rig, List.of(receipts.get(2)));
      until(() -> rig.redis.zcard(parked) == 0);
    }
  }

  @Test
  void leavesEntriesOfAKeyedStageToItsWorkers(RedisSpace space) throws Exception {
    Pipeline<Text> ordered =
        Pipeline.named("purged")
            .accepts(Text.class)
            .stage(
                "work",
                Text.class,
                (text, context) -> {
                  handled.add(text.getValue());
                  return Outcome.finish(text);
                },
                stage -> stage.withOrder())
            .build();
    try (Rig rig = Rig.on(space, ordered)) {
      createGroups(rig);
      SubmitOptions keyed = SubmitOptions.defaults().withKey("key");
      List<Receipt> receipts =
          Stream.of("0", "1", "2").map(text -> rig.jobs().submit(new Text(text), keyed)).toList();
      Step done = all(purge(rig, "work", JobState.WAITING, where("value!=1")), 9);
      assertThat(done.cancelled()).isEqualTo(2);
      assertThat(done.removed()).isZero();

      rig.worker(ledger);

      assertThat(rig.value(receipts.get(1))).isEqualTo("1");
      until(() -> ledger.ended(CANCELLED) == 2);
      assertThat(handled).containsExactly("1");
    }
  }

  private static Outcome<Text> join(Text text, Gathered<Text> parts, StageContext context) {
    return Outcome.finish(new Text("" + parts.total()));
  }

  @Test
  void tellsTheGathersOfPartsThatItEnds(RedisSpace space) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Pipeline<Text> splitting =
        Pipeline.named("purged")
            .accepts(Text.class)
            .split(
                "cut",
                Text.class,
                (text, context) -> Parts.of(Stream.of(text.getValue().split(",")).map(Text::new)))
            .stage(
                "part",
                Text.class,
                (text, context) -> {
                  handled.add(text.getValue());
                  if (text.getValue().equals("wait")) {
                    return Outcome.retryLater(HOUR, "not yet");
                  }
                  never.await();
                  return Outcome.forward(text);
                },
                stage -> stage.withMaxRunning(1))
            .gather("join", Text.class, Text.class, PurgeIT::join)
            .build();
    try (Rig rig = Rig.on(space, splitting)) {
      rig.worker(ledger);
      Receipt receipt = rig.submit("wait,block,c,d");
      until(() -> handled.contains("block"));
      assertThat(rig.redis.zcard(rig.keys.gathers())).isEqualTo(1);

      Step done = all(purge(rig, "part", JobState.DELAYED, JobChoice.all()), 9);

      assertThat(done.cancelled()).isEqualTo(1);
      assertThat(done.removed()).isZero();
      expectCancelled(rig, List.of(receipt));
      until(() -> rig.redis.zcard(rig.keys.gathers()) == 0);
      until(() -> lag(rig, "part") == 0 && rig.pending("part") == 0);
      until(() -> rig.redis.zcard(rig.keys.later("part")) == 0);
      assertThat(rig.redis.keys(space.namespace() + ":*:gather:*")).isEmpty();
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
