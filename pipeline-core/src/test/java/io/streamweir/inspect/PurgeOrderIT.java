package io.streamweir.inspect;

import static io.streamweir.inspect.Purges.all;
import static io.streamweir.inspect.Purges.createGroups;
import static io.streamweir.inspect.Purges.expectCancelled;
import static io.streamweir.inspect.Purges.lag;
import static io.streamweir.inspect.Purges.purge;
import static io.streamweir.inspect.Purges.where;
import static io.streamweir.listener.WorkerListener.Ending.CANCELLED;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.inspect.Purge.Step;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Purges where entries hang together: by their keys, or as parts of a split. */
@WithRedis
class PurgeOrderIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final FailurePolicy SOON =
      FailurePolicy.attempts(3, Backoff.fixed(Duration.ofSeconds(2)));

  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final Ledger ledger = new Ledger();
  private final CountDownLatch fails = new CountDownLatch(1);

  /** The text {@code 0} fails at its first attempt. */
  private Pipeline<Text> ordered() {
    return Pipeline.named("purged")
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
            stage -> stage.withOrder().withFailure(SOON))
        .build();
  }

  @Test
  void keepsTheOrderOfKeysWhereItEndsWhatIsParked(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, ordered())) {
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
    fails.countDown();
    try (Rig rig = Rig.on(space, ordered())) {
      createGroups(rig);
      SubmitOptions keyed = SubmitOptions.defaults().withKey("key");
      List<Receipt> receipts =
          Stream.of("a", "b", "c").map(text -> rig.jobs().submit(new Text(text), keyed)).toList();
      Step done = all(purge(rig, "work", JobState.WAITING, where("value!=b")), 9);
      assertThat(done.cancelled()).isEqualTo(2);
      assertThat(done.removed()).isZero();

      rig.worker(ledger);

      assertThat(rig.value(receipts.get(1))).isEqualTo("b");
      until(() -> ledger.ended(CANCELLED) == 2);
      assertThat(handled).containsExactly("b");
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
            .gather("join", Text.class, Text.class, PurgeOrderIT::join)
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
}
