package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.StateCounters;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.settle.SettleScript.RefusedCount;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.Count;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters are exact over the whole range of 64 bits, or it is said what they did not take. */
@WithRedis
class CountersIT {
  private static final long BEYOND_DOUBLES = (1L << 53) + 1;

  private TestInbox inbox;
  private SettleScript script;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    script = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(), Duration.ofSeconds(90));
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private SettleScript.Reply settle(List<String> ids, List<List<Long>> deltas) {
    List<Settlement> batch = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      List<Count> counts = deltas.get(i).stream().map(d -> new Count("sums", "x", d)).toList();
      batch.add(new Settlement(ids.get(i), List.of(new ChangeCounters(counts))));
    }
    return inbox.link.await(script.run(batch));
  }

  @Test
  void countsExactlyBeyondWhatADoubleHolds() {
    List<String> ids = inbox.pending("c", 3);

    settle(ids, List.of(List.of(BEYOND_DOUBLES), List.of(1L, -3L), List.of(BEYOND_DOUBLES)));

    assertThat(inbox.counters("sums")).containsOnly(entry("x", 2 * BEYOND_DOUBLES - 2));
  }

  @Test
  void countsTheLargestChanges() {
    List<String> ids = inbox.pending("c", 3);

    settle(ids.subList(0, 1), List.of(List.of(Long.MAX_VALUE)));
    assertThat(inbox.counters("sums")).containsOnly(entry("x", Long.MAX_VALUE));

    SettleScript.Reply reply =
        settle(ids.subList(1, 3), List.of(List.of(-Long.MAX_VALUE), List.of(-Long.MAX_VALUE)));
    assertThat(reply.refusedCounts()).isEmpty();
    assertThat(inbox.counters("sums")).containsOnly(entry("x", -Long.MAX_VALUE));
  }

  @Test
  void takesBackExactlyWhatFencedEntriesSay() {
    long seed = 20_261_129;
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      List<String> ids = inbox.pending("c", 8);
      BigInteger sum = BigInteger.ZERO;
      List<List<Long>> deltas = new ArrayList<>();
      List<String> fenced = new ArrayList<>();
      for (String id : ids) {
        List<Long> own = List.of(random.nextLong() >> (2 + random.nextInt(60)), sign(random));
        deltas.add(own);
        if (random.nextBoolean()) {
          fenced.add(id);
        } else {
          sum = sum.add(BigInteger.valueOf(own.get(0))).add(BigInteger.valueOf(own.get(1)));
        }
      }
      inbox.say(Command.of("DEL"), inbox.keys.state("sums"));
      if (!fenced.isEmpty()) {
        inbox.acknowledge(fenced);
      }

      SettleScript.Reply reply = settle(ids, deltas);

      if (sum.bitLength() < 64) {
        assertThat(reply.refusedCounts()).as("seed %d round %d", seed, round).isEmpty();
        assertThat(inbox.counters("sums").getOrDefault("x", 0L))
            .as("seed %d round %d", seed, round)
            .isEqualTo(sum.longValueExact());
      }
      inbox.say(Command.of("DEL"), inbox.inbox);
    }
  }

  private static long sign(Random random) {
    return random.nextBoolean() ? 1 : -1;
  }

  @Test
  void saysWhatACounterDidNotTake() {
    List<String> ids = inbox.pending("c", 2);
    inbox.say(Command.HSET, inbox.keys.state("sums"), "x", Long.MAX_VALUE - 4);
    inbox.say(Command.HSET, inbox.keys.state("other"), "text", "no number");
    Effect change =
        new ChangeCounters(
            List.of(
                new Count("sums", "x", 5),
                new Count("other", "text", 1),
                new Count("other", "fine", 7)));

    SettleScript.Reply reply =
        inbox.link.await(script.run(List.of(new Settlement(ids.get(0), List.of(change)))));

    assertThat(reply.refusedCounts())
        .extracting(RefusedCount::counter, RefusedCount::change)
        .containsExactly(
            tuple("counter 'x' of 'sums'", "5"), tuple("counter 'text' of 'other'", "1"));
    assertThat(reply.refusedCounts().get(0).error()).contains("overflow");
    assertThat(inbox.counters("sums")).containsOnly(entry("x", Long.MAX_VALUE - 4));
    assertThat(inbox.pendingNow()).hasSize(1);
  }

  @Test
  void aSumOverPartitionsDoesNotWrap() {
    StateCounters counters = new StateCounters(inbox.link);
    Keys other = Keys.of(inbox.link, "p", 1);
    inbox.say(Command.HSET, inbox.keys.state("sums"), "x", Long.MAX_VALUE);
    inbox.say(Command.HSET, other.state("sums"), "x", -1);
    assertThat(counters.read(List.of(inbox.keys, other), "sums"))
        .isEqualTo(Map.of("x", Long.MAX_VALUE - 1));

    inbox.say(Command.HSET, other.state("sums"), "x", 1);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> counters.read(List.of(inbox.keys, other), "sums"))
        .withMessageContaining("x");
  }

  @Test
  void refusesTheOneChangeThatHasNoOpposite() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Count("sums", "x", Long.MIN_VALUE));
  }
}
