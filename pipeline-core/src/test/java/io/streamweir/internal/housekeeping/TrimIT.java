package io.streamweir.internal.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Command;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class TrimIT {
  private static final long TAP_BOUND = 10;

  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void trimsNothingThatIsWaiting() {
    inbox.createGroup();
    inbox.fill(3);

    assertThat(trim(true)).isZero();
    assertThat(inbox.length(inbox.inbox)).isEqualTo(3);
  }

  @Test
  void trimsUpToTheOldestPendingEntry() {
    List<String> ids = inbox.pending("a", 5);
    inbox.acknowledge(List.of(ids.get(0), ids.get(1), ids.get(3), ids.get(4)));

    assertThat(trim(true)).isEqualTo(2);
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("job-2", "job-3", "job-4");
  }

  @Test
  void emptiesAnInboxThatIsWhollySettled() {
    inbox.acknowledge(inbox.pending("a", 5));

    assertThat(trim(true)).isEqualTo(5);
    assertThat(inbox.length(inbox.inbox)).isZero();
    assertThat(trim(true)).isZero();
  }

  @Test
  void correctsALagThatRedisHasForgotten() {
    List<String> ids = inbox.pending("a", 5);
    inbox.acknowledge(ids);
    inbox.ask(Command.XGROUP, "SETID", inbox.inbox, Keys.GROUP, ids.get(4), "ENTRIESREAD", "2");
    assertThat(lag()).isEqualTo(3);

    trim(true);
    assertThat(lag()).isZero();
    inbox.fill(2);
    assertThat(lag()).isEqualTo(2);
    trim(false);
    assertThat(lag()).isEqualTo(2);
  }

  @Test
  void correctsALagThatIsMoreThanTheInboxHolds() {
    List<String> ids = inbox.pending("a", 30);
    inbox.acknowledge(ids);
    inbox.fill(7);
    forgetReads(Keys.GROUP, ids.get(29));
    assertThat(lag()).isEqualTo(37);

    trim(true);
    trim(true);
    assertThat(lag()).isEqualTo(7);
  }

  @Test
  void takesNothingFromATapWhoseReadsRedisHasForgotten() {
    List<String> ids = inbox.pending("a", 30);
    inbox.acknowledge(ids);
    String tap = Keys.TAP + "audit";
    inbox.ask(Command.XGROUP, "CREATE", inbox.inbox, tap, "0");
    for (String id : inbox.deliver(tap, "x", 25)) {
      inbox.ask(Command.XACK, inbox.inbox, tap, id);
    }
    trim(true);
    forgetReads(tap, ids.get(24));

    trim(true);
    assertThat(inbox.length(inbox.inbox)).isEqualTo(5);
    assertThat(inbox.link.await(inbox.queries.taps(inbox.inbox)).get("audit").lag()).isEqualTo(5);
  }

  private void forgetReads(String group, String last) {
    inbox.ask(Command.XGROUP, "SETID", inbox.inbox, group, last, "ENTRIESREAD", "0");
  }

  private long lag() {
    InboxQueries.Group group = inbox.link.await(inbox.queries.group(inbox.inbox)).orElseThrow();
    assertThat(group.lagKnown()).isTrue();
    return group.lag();
  }

  @Test
  void keepsWhatAForeignGroupHasNotRead() {
    inbox.acknowledge(inbox.pending("a", 4));
    inbox.ask(Command.XGROUP, "CREATE", inbox.inbox, "audit", "0");
    assertThat(trim(true)).isZero();

    List<String> read = inbox.deliver("audit", "x", 3);
    assertThat(trim(true)).isZero();
    inbox.ask(Command.XACK, inbox.inbox, "audit", read.get(0), read.get(2));

    assertThat(trim(true)).isEqualTo(1);
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("job-1", "job-2", "job-3");
  }

  @Test
  void keepsSettledEntriesForTheRetention() {
    inbox.createGroup();
    long now = inbox.queries.now();
    inbox.ask(Command.XADD, inbox.inbox, (now - 120_000) + "-5", "j", "old");
    inbox.ask(Command.XADD, inbox.inbox, (now - 30_000) + "-0", "j", "young");
    inbox.acknowledge(inbox.deliver("a", 9));

    assertThat(trim(true, Duration.ofMinutes(3))).isZero();
    assertThat(trim(true, Duration.ofMinutes(1))).isEqualTo(1);
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("young");
  }

  @Test
  void keepsUnsettledEntriesBeyondTheRetention() {
    inbox.createGroup();
    inbox.ask(Command.XADD, inbox.inbox, "5-5", "j", "ancient");

    assertThat(trim(true, Duration.ofMillis(1))).isZero();
  }

  @Test
  void freesWholeNodesOnlyWhereItMustBeCheap() {
    List<String> ids = inbox.pending("a", 350);
    inbox.acknowledge(ids.subList(0, 340));

    assertThat(trim(false)).isEqualTo(300);
    assertThat(trim(true)).isEqualTo(40);
  }

  @Test
  void trimsNothingWithoutGroupsOrStream() {
    assertThat(trim(true)).isZero();
    inbox.fill(2);
    assertThat(trim(true)).isZero();
    inbox.ask(Command.of("DEL"), inbox.inbox);
    inbox.say(Command.SET, inbox.inbox, "text");
    assertThat(trim(true)).isZero();
  }

  @Test
  void leavesTheLagExact() {
    inbox.createGroup();
    inbox.fill(1_000);
    for (int round = 0; round < 4; round++) {
      inbox.acknowledge(inbox.deliver("a", 150));
      trim(round % 2 == 0);
      InboxQueries.Group group = inbox.link.await(inbox.queries.group(inbox.inbox)).orElseThrow();
      assertThat(group.lagKnown()).isTrue();
      assertThat(group.lag()).isEqualTo(1_000 - 150 * (round + 1));
    }
  }

  /** Anyone may append with an id of their own, up to 2^64 in both parts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "5-9007199254740993",
        "5-9007199254740995",
        "5-18446744073709551613",
        "9007199254740993-0",
        "9007199254740995-7",
        "18446744073709551613-18446744073709551613"
      })
  void trimsNothingUnsettledWhateverItsId(String id) {
    inbox.createGroup();
    inbox.ask(Command.XADD, inbox.inbox, id, "j", "one");
    inbox.append("j", "two");
    List<String> ids = inbox.deliver("a", 2);
    assertThat(ids).hasSize(2);

    assertThat(trim(true)).isZero();
    inbox.acknowledge(ids.subList(0, 1));
    trim(true);
    assertThat(inbox.link.await(inbox.queries.contains(inbox.inbox, ids.get(1)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverTrimsWhatIsNotSettledWhateverHappens(long seed) {
    Random random = new Random(seed);
    inbox.createGroup();
    inbox.ask(Command.XGROUP, "CREATE", inbox.inbox, "audit", "0");
    List<String> unsettled = new ArrayList<>();
    List<String> pendingWorkers = new ArrayList<>();
    List<String> pendingAudit = new ArrayList<>();
    for (int step = 0; step < 60; step++) {
      unsettled.addAll(inbox.fill(random.nextInt(12)));
      pendingWorkers.addAll(inbox.deliver("a", 1 + random.nextInt(12)));
      pendingAudit.addAll(inbox.deliver("audit", "x", 1 + random.nextInt(12)));
      settleSome(random, Keys.GROUP, pendingWorkers);
      settleSome(random, "audit", pendingAudit);
      trim(random.nextBoolean());
      assertThat(pendingWorkers)
          .allMatch(id -> inbox.link.await(inbox.queries.contains(inbox.inbox, id)));
      assertThat(pendingAudit)
          .allMatch(id -> inbox.link.await(inbox.queries.contains(inbox.inbox, id)));
    }
    assertThat(inbox.length(inbox.inbox)).isLessThan(unsettled.size());
  }

  private void settleSome(Random random, String group, List<String> pending) {
    while (!pending.isEmpty() && random.nextInt(5) > 0) {
      String id = pending.remove(random.nextInt(pending.size()));
      inbox.ask(Command.XACK, inbox.inbox, group, id);
    }
  }

  private long trim(boolean exact) {
    return trim(exact, Duration.ZERO);
  }

  private long trim(boolean exact, Duration retention) {
    return inbox.link.await(inbox.scripts("any").trim(exact, retention, TAP_BOUND)).entries();
  }
}
