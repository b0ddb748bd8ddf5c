package io.streamweir.internal.feature.checkpoint;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.Consumer;
import io.lettuce.core.XClaimArgs;
import io.streamweir.client.Receipt;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.Fence;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Call;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.LeaseLostException;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.Patience;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may save, and who may not any more. */
@WithRedis
@Timeout(Patience.TEST_SECONDS)
class CheckpointScriptIT {
  private static final String STAGE = "import";

  private final Pipeline<Text> pipeline =
      CheckpointIT.importing((text, context) -> Outcome.finish(text), config -> config);

  private static Entry given(Rig rig, String consumer) {
    Receipt job = rig.submit("rows");
    String id = rig.deliverTo(consumer, STAGE, 1).get(0).getId();
    return entry(id, job.jobId(), 1);
  }

  private static Entry entry(String id, String jobId, int deliveries) {
    List<Object> fields =
        List.of(
            Call.bytes("j"),
            Call.bytes(jobId),
            Call.bytes("t"),
            Call.bytes("1"),
            Call.bytes("p"),
            Call.bytes("x"));
    return Entry.of(Call.bytes(id), fields, deliveries);
  }

  private static CheckpointScript script(Rig rig, String consumer) {
    return new CheckpointScript(rig.link, rig.keys, STAGE, consumer, Fence.NONE);
  }

  private static boolean save(
      Rig rig, String consumer, Entry entry, String run, long number, String state) {
    byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
    return rig.link.await(script(rig, consumer).save(entry, run, number, bytes));
  }

  private static String saved(Rig rig, Entry entry) {
    Optional<byte[]> last = rig.link.await(script(rig, "any").last(entry));
    return last.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("nothing");
  }

  private static void claim(Rig rig, String consumer, String id) {
    rig.redis.xclaim(
        rig.keys.inbox(STAGE),
        Consumer.from(Keys.GROUP, consumer),
        new XClaimArgs().minIdleTime(0),
        id);
  }

  @Test
  void savesForTheWorkerThatHasTheEntryAndNoOther(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.createGroup(STAGE);
      Entry entry = given(rig, "a");
      assertThat(save(rig, "b", entry, "run-b", 1, "b")).isFalse();
      assertThat(save(rig, "a", entry, "run-a", 1, "a")).isTrue();
      assertThat(saved(rig, entry)).isEqualTo("a");
      rig.redis.xack(rig.keys.inbox(STAGE), Keys.GROUP, entry.id());
      assertThat(save(rig, "a", entry, "run-a", 2, "after its end")).isFalse();
      assertThat(saved(rig, entry)).isEqualTo("a");
    }
  }

  /** Another worker had it in between, and saved more, before it came back under the same name. */
  @Test
  void aRunThatWasGivenUpCannotSaveForTheNextOneOfTheSameWorker(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.createGroup(STAGE);
      Entry first = given(rig, "a");
      claim(rig, "b", first.id());
      Entry second = entry(first.id(), first.jobId(), 2);
      assertThat(save(rig, "b", second, "run-b", 1, "more")).isTrue();
      claim(rig, "a", first.id());
      assertThat(save(rig, "a", first, "run-a", 1, "less")).isFalse();
      assertThat(saved(rig, first)).isEqualTo("more");
      Entry third = entry(first.id(), first.jobId(), 3);
      assertThat(save(rig, "a", third, "run-c", 1, "most")).isTrue();
      assertThat(saved(rig, first)).isEqualTo("most");
    }
  }

  /** A call that got stuck on the way, while a later one went over a new connection. */
  @Test
  void aLateCallOfTheSameRunNeverGoesBack(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.createGroup(STAGE);
      Entry entry = given(rig, "a");
      assertThat(save(rig, "a", entry, "run", 2, "second")).isTrue();
      assertThat(save(rig, "a", entry, "run", 1, "first")).isTrue();
      assertThat(save(rig, "a", entry, "run", 2, "second again")).isTrue();
      assertThat(saved(rig, entry)).isEqualTo("second");
      assertThat(save(rig, "a", entry, "run", 3, "third")).isTrue();
      assertThat(saved(rig, entry)).isEqualTo("third");
    }
  }

  @Test
  void savesNothingInAKeyOfAnotherType(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.createGroup(STAGE);
      Entry entry = given(rig, "a");
      rig.redis.set(rig.keys.checkpoint(STAGE, "", entry.jobId()), "somebody else's");
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> save(rig, "a", entry, "run", 1, "own"))
          .withMessageContaining("holds a string where a hash belongs");
    }
  }

  /** The attempt had failed here when the job was cancelled there: nothing comes back. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isKeptForTheNextAttemptUnlessTheJobWasCancelledMeanwhile(boolean cancelled, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, pipeline)) {
      rig.createGroup(STAGE);
      Entry entry = given(rig, "a");
      save(rig, "a", entry, "run", 1, "own");
      if (cancelled) {
        rig.jobs().cancel(entry.jobId());
      }
      Settlement later =
          new Settlement(
              entry.id(),
              List.of(
                  new Delay(60_000, NewEntry.again(entry, true), entry.id()),
                  new ForgetCheckpoint(entry.jobId(), "", true)));
      SettleScript settle =
          new SettleScript(rig.link, rig.keys, STAGE, List.of(), Duration.ofMinutes(1));

      assertThat(rig.link.await(settle.run(List.of(later))).overtaken()).hasSize(cancelled ? 1 : 0);
      assertThat(saved(rig, entry)).isEqualTo(cancelled ? "nothing" : "own");
    }
  }

  /** Work that is under way makes room in the end, so it goes on. */
  @Test
  void savesOnAFullServer() throws Exception {
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig rig = Rig.on(server, pipeline)) {
      rig.createGroup(STAGE);
      Entry entry = given(rig, "a");
      rig.redis.configSet("maxmemory", "1");
      assertThat(save(rig, "a", entry, "run", 1, "own")).isTrue();
      assertThat(saved(rig, entry)).isEqualTo("own");
      rig.redis.configSet("maxmemory", "0");
    }
  }

  /** Whatever the handler was to be tried again for, in process or as an attempt. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHandlerThatHasLostItsLeaseEndsAndCountsNoAttempt(boolean again, RedisSpace space)
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch stolen = new CountDownLatch(1);
    Queue<String> thrown = new ConcurrentLinkedQueue<>();
    Pipeline<Text> robbed =
        CheckpointIT.importing(
            (text, context) -> {
              runs.incrementAndGet();
              if (context.lastCheckpoint(Amount.class).isPresent()) {
                return Outcome.finish(new Text("attempt " + context.attempt()));
              }
              context.checkpoint(CheckpointIT.at(1));
              stolen.await();
              saveTwo(context, thrown);
              return Outcome.finish(text);
            },
            config ->
                again
                    ? config.withInProcessRetry(
                        io.github.resilience4j.retry.RetryConfig.custom().maxAttempts(5).build())
                    : config);
    try (Rig rig = Rig.on(space, robbed)) {
      Ledger ledger = new Ledger();
      rig.worker(ledger, config -> config.withLease(Duration.ofSeconds(30)));
      Receipt job = rig.submit("rows");
      until(() -> rig.redis.exists(CheckpointIT.key(rig, job)) == 1);
      String id = rig.pendingEntries(STAGE).get(0).getId();
      claim(rig, "thief", id);
      stolen.countDown();
      until(() -> ledger.ended(Ending.ABANDONED) == 1);
      assertThat(thrown).containsExactly(id);
      rig.age("thief", STAGE, Duration.ofSeconds(60), id);
      assertThat(rig.value(job)).isEqualTo("attempt 1");
      assertThat(runs).hasValue(2);
    }
  }

  private static void saveTwo(StageContext context, Queue<String> thrown) {
    try {
      context.checkpoint(CheckpointIT.at(2));
    } catch (LeaseLostException e) {
      thrown.add(e.entryId());
      throw e;
    }
  }

  /** The owner of a keyed stage's partition is fenced by its ownership, too. */
  @Test
  void whoHasLostThePartitionOfAKeyedStageCannotSave(RedisSpace space) throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    Queue<String> thrown = new ConcurrentLinkedQueue<>();
    Pipeline<Text> keyed =
        CheckpointIT.importing(
            (text, context) -> {
              long from = context.lastCheckpoint(Amount.class).map(Amount::getValue).orElse(0L);
              if (from == 0) {
                context.checkpoint(CheckpointIT.at(1));
                lost.await();
                saveTwo(context, thrown);
              }
              return Outcome.finish(new Text(from + " at attempt " + context.attempt()));
            },
            config -> config.withOrder());
    try (Rig rig = Rig.on(space, keyed)) {
      rig.worker(new Ledger(), config -> config.withLease(Duration.ofSeconds(5)));
      Receipt job = rig.submit("rows");
      until(() -> rig.redis.exists(CheckpointIT.key(rig, job)) == 1);
      rig.redis.hset(rig.keys.owner(STAGE), "token", "another's");
      lost.countDown();
      until(() -> !thrown.isEmpty());
      rig.redis.del(rig.keys.owner(STAGE));
      assertThat(rig.value(job)).isEqualTo("1 at attempt 1");
    }
  }

  private static Outcome<Text> finish(BatchEntry<Text> entry) {
    return Outcome.finish(new Text("attempt " + entry.context().attempt()));
  }

  @Test
  void ofABatchOnlyTheLostEntryIsLost(RedisSpace space) throws Exception {
    CountDownLatch stolen = new CountDownLatch(1);
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    Pipeline<Text> robbed =
        Pipeline.named("importing")
            .accepts(Text.class)
            .batchStage(
                STAGE,
                Text.class,
                batch -> {
                  boolean first = handled.isEmpty();
                  handled.add("run");
                  if (first) {
                    stolen.await();
                  }
                  for (BatchEntry<Text> entry : batch) {
                    entry.context().checkpoint(CheckpointIT.at(1));
                  }
                  return batch.stream().map(CheckpointScriptIT::finish).toList();
                },
                config -> config.withBatch(2, Duration.ofSeconds(1)))
            .build();
    try (Rig rig = Rig.on(space, robbed)) {
      Ledger ledger = new Ledger();
      rig.worker(ledger, config -> config.withLease(Duration.ofSeconds(30)));
      List<Receipt> jobs = rig.submitAll(List.of("a", "b"));
      until(() -> !handled.isEmpty());
      String lost = rig.pendingEntries(STAGE).get(1).getId();
      claim(rig, "thief", lost);
      stolen.countDown();
      assertThat(rig.value(jobs.get(0))).isEqualTo("attempt 1");
      assertThat(ledger.ended(Ending.ABANDONED)).isOne();
      assertThat(rig.pendingEntries(STAGE)).hasSize(1);
      rig.age("thief", STAGE, Duration.ofSeconds(60), lost);
      assertThat(rig.value(jobs.get(1))).isEqualTo("attempt 1");
    }
  }
}
