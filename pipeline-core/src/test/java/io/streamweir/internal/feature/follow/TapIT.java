package io.streamweir.internal.feature.follow;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.streamweir.inspect.Inspector;
import io.streamweir.inspect.TapStatus;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Tap;
import io.streamweir.worker.TapHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class TapIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("tapped")
          .accepts(Text.class)
          .stage("work", Text.class, (text, context) -> Outcome.drop())
          .build();

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private Rig rig;

  @BeforeEach
  void open(RedisSpace space) {
    rig = Rig.on(space, PIPELINE);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private Tap tap(TapHandler<Text> handler) {
    return rig.keep(
        Tap.start(rig.link, PIPELINE, "work", Text.class, "audit", handler, Duration.ofSeconds(1)));
  }

  private void see(Text text) {
    seen.add(text.getValue());
  }

  private void awaitSeen(int count) {
    await().atMost(PATIENCE).until(() -> seen.size() >= count);
  }

  private void awaitTrimmed() {
    await().atMost(PATIENCE).until(() -> rig.length("work") == 0);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void seesEverythingInOrderWhileWorkersDoTheWork() {
    tap((text, context) -> see(text));
    Ledger ledger = new Ledger();
    rig.worker(ledger);
    rig.submitAll(numbers(0, 1000));

    awaitSeen(1000);
    awaitTrimmed();
    assertThat(seen).isEqualTo(numbers(0, 1000));
    assertThat(new Inspector(rig.link, PIPELINE).taps())
        .containsExactly(new TapStatus("audit", "work", 0));
  }

  @Test
  void holdsTrimmingForWhatItHasNotSeen() {
    tap((text, context) -> see(text)).close();
    rig.worker();
    rig.submitAll(numbers(0, 300));
    await().atMost(PATIENCE).until(() -> settledAll());

    assertThat(rig.length("work")).isEqualTo(300);
    assertThat(new Inspector(rig.link, PIPELINE).taps())
        .containsExactly(new TapStatus("audit", "work", 300));

    tap((text, context) -> see(text));
    awaitSeen(300);
    awaitTrimmed();
    assertThat(seen).isEqualTo(numbers(0, 300));
  }

  private boolean settledAll() {
    return new Inspector(rig.link, PIPELINE).status().get(0).backlog() == 0;
  }

  @Test
  void showsAnEntryAgainUntilItsHandlerSucceeds() {
    AtomicBoolean failed = new AtomicBoolean();
    rig.submitAll(numbers(0, 5));
    tap(
        (text, context) -> {
          if (text.getValue().equals("3") && failed.compareAndSet(false, true)) {
            throw new IllegalStateException("once");
          }
          see(text);
        });
    awaitSeen(5);
    assertThat(seen).isEqualTo(numbers(0, 5));
    assertThat(failed).isTrue();
  }

  @Test
  @SuppressWarnings("unchecked") // a generic array of one offset
  void takesOverWhatAnotherOneLeft() {
    rig.submitAll(numbers(0, 5));
    rig.redis.xgroupCreate(
        io.lettuce.core.XReadArgs.StreamOffset.from(rig.keys.inbox("work"), "0"), "tap:audit");
    rig.redis.xreadgroup(
        io.lettuce.core.Consumer.from("tap:audit", "dead"),
        io.lettuce.core.XReadArgs.Builder.count(3),
        lastConsumed());

    tap((text, context) -> see(text));
    awaitSeen(5);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers(0, 5));
  }

  private io.lettuce.core.XReadArgs.StreamOffset<String> lastConsumed() {
    return io.lettuce.core.XReadArgs.StreamOffset.lastConsumed(rig.keys.inbox("work"));
  }

  @Test
  void handsBackWhatItHasNotBegun() {
    rig.submitAll(numbers(0, 5));
    AtomicBoolean entered = new AtomicBoolean();
    Tap first =
        tap(
            (text, context) -> {
              entered.set(true);
              throw new IllegalStateException("never");
            });
    await().atMost(PATIENCE).untilTrue(entered);
    first.close();

    tap((text, context) -> see(text));
    awaitSeen(5);
    assertThat(seen).isEqualTo(numbers(0, 5));
  }

  @Test
  void losesWhatIsBeyondItsBoundAndSaysSo() {
    AtomicLong lost = new AtomicLong();
    tap((text, context) -> see(text)).close();
    WorkerListener listener =
        new WorkerListener() {
          @Override
          public void tapLost(LaneId lane, String tap, long entries) {
            lost.addAndGet(tap.equals("audit") ? entries : 0);
          }
        };
    rig.worker(new Ledger(), config -> config.withTapBound(100).withListener(listener));
    rig.submitAll(numbers(0, 90));
    await().atMost(PATIENCE).until(() -> settledAll());
    assertThat(rig.length("work")).isEqualTo(90);
    rig.submitAll(numbers(90, 120));
    awaitTrimmed();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lost).hasValue(120)); // told after it happened
    rig.submitAll(numbers(120, 150));
    tap((text, context) -> see(text));
    awaitSeen(30);
    assertThat(seen).isEqualTo(numbers(120, 150));
  }

  @Test
  void isForgotten() {
    tap((text, context) -> see(text)).close();
    assertThat(Tap.remove(rig.link, PIPELINE, "work", "audit")).isTrue();
    assertThat(Tap.remove(rig.link, PIPELINE, "work", "audit")).isFalse();
    rig.worker();
    rig.submitAll(numbers(0, 30));
    awaitTrimmed();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Tap.start(
                    rig.link,
                    PIPELINE,
                    "work",
                    io.streamweir.testrecords.Amount.class,
                    "audit",
                    (amount, context) -> {}))
        .withMessageContaining("takes Text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tap.remove(rig.link, PIPELINE, "work", "No Name"));
  }
}
