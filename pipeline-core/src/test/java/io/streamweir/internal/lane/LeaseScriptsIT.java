package io.streamweir.internal.lane;

import static io.streamweir.internal.entry.TestInbox.LEASE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renewing, reclaiming and releasing: who owns an entry, and how often it was delivered. */
@WithRedis
class LeaseScriptsIT {
  private static final Duration LONG_AGO = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
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
  void renewsALeaseWithoutCountingADelivery() {
    List<String> ids = inbox.pending("a", 2);
    inbox.age("a", LONG_AGO, ids);

    assertThat(renew("a", ids)).isEqualTo(new InboxScripts.Renewal(List.of(), List.of()));

    assertThat(inbox.pendingNow())
        .hasSize(2)
        .allSatisfy(
            p -> {
              assertThat(p.idleMillis()).isLessThan(10_000);
              assertThat(p.deliveries()).isEqualTo(1);
              assertThat(p.consumer()).isEqualTo("a");
            });
  }

  @Test
  void renewsNothingThatAnotherConsumerHasTaken() {
    List<String> ids = inbox.pending("a", 3);
    inbox.age("b", LONG_AGO, ids.subList(0, 1));

    InboxScripts.Renewal renewal = renew("a", ids);

    assertThat(renewal.notOwned()).containsExactly(ids.get(0));
    assertThat(renewal.deleted()).isEmpty();
    assertThat(inbox.pendingEntry(ids.get(0)).consumer()).isEqualTo("b");
    assertThat(inbox.pendingEntry(ids.get(0)).idleMillis()).isGreaterThan(100_000);
  }

  @Test
  void takesNothingThatIsSettledOrWasNeverDelivered() {
    List<String> ids = inbox.pending("a", 2);
    String waiting = inbox.append("j", "waiting");
    inbox.acknowledge(ids.subList(0, 1));

    assertThat(renew("a", List.of(ids.get(0), ids.get(1), waiting)).notOwned())
        .containsExactly(ids.get(0), waiting);
    assertThat(inbox.pendingNow()).hasSize(1);
    assertThat(inbox.deliver("a", 5)).containsExactly(waiting);
  }

  @Test
  void saysWhichOwnedEntriesWereDeleted() {
    List<String> ids = inbox.pending("a", 3);
    inbox.ask(Command.XDEL, inbox.inbox, ids.get(1));

    InboxScripts.Renewal renewal = renew("a", ids);

    assertThat(renewal.notOwned()).isEmpty();
    assertThat(renewal.deleted()).containsExactly(ids.get(1));
  }

  @Test
  void renewsThousandsAtOnce() {
    List<String> ids = inbox.pending("a", 2_500);
    inbox.age("a", LONG_AGO, ids);
    inbox.age("b", LONG_AGO, ids.subList(1_500, 1_501));

    assertThat(renew("a", ids).notOwned()).containsExactly(ids.get(1_500));

    assertThat(inbox.link.await(inbox.queries.pending(inbox.inbox, 60_000, 10_000))).hasSize(1);
  }

  @Test
  void reclaimsOnlyWhatHasOutlivedItsLease() {
    List<String> ids = inbox.pending("a", 4);
    inbox.age("a", LEASE.plusSeconds(1), ids.subList(1, 3));

    InboxScripts.Reclaimed reclaimed = reclaim("b", "0-0", 10);

    assertThat(reclaimed.cursor()).isEqualTo("0-0");
    assertThat(reclaimed.deleted()).isEmpty();
    assertThat(reclaimed.entries()).extracting(Entry::id).isEqualTo(ids.subList(1, 3));
    assertThat(reclaimed.entries()).extracting(Entry::deliveries).containsExactly(2, 2);
    assertThat(reclaimed.entries().get(0))
        .returns("job-1", Entry::jobId)
        .returns(1001L, Entry::submittedAt);
    assertThat(inbox.pendingEntry(ids.get(1)).consumer()).isEqualTo("b");
    assertThat(inbox.pendingEntry(ids.get(0)).consumer()).isEqualTo("a");
    assertThat(reclaim("c", "0-0", 10).entries()).isEmpty();
  }

  @Test
  void countsADeliveryEachTime() {
    List<String> ids = inbox.pending("a", 1);
    for (int time = 2; time < 6; time++) {
      inbox.age("a", LONG_AGO, ids);
      assertThat(reclaim("a", "0-0", 10).entries().get(0).deliveries()).isEqualTo(time);
    }
  }

  /** A scan that began anew each time would never come to the last entries. */
  @Test
  void reachesTheEndOfALongListInBoundedSteps() {
    List<String> ids = inbox.pending("a", 4_000);
    inbox.age("a", LONG_AGO, ids.subList(3_990, 4_000));
    List<String> taken = new ArrayList<>();
    String cursor = "0-0";
    int steps = 0;
    do {
      InboxScripts.Reclaimed step = reclaim("b", cursor, 10);
      step.entries().forEach(entry -> taken.add(entry.id()));
      cursor = step.cursor();
      steps++;
    } while (!cursor.equals("0-0"));

    assertThat(taken).isEqualTo(ids.subList(3_990, 4_000));
    assertThat(steps).as("about 2,000 entries each").isBetween(2, 3);
  }

  /** One call of XPENDING looks at each. */
  @Test
  void looksAtEachEntryOnceHoweverManyConsumersAsk() throws Exception {
    try (RedisServer server = RedisServer.start();
        TestInbox own = TestInbox.at(server.uri(), "sw")) {
      own.createGroup();
      for (int i = 0; i < 24; i++) {
        own.fill(256);
        own.deliver("worker-" + i, 256);
      }
      for (int i = 0; i < 24; i++) {
        String cursor;
        do {
          cursor = sweep(own, "worker-" + i, HOUR, HOUR).cursor();
        } while (!cursor.equals("0-0"));
      }
      Call stats = Call.args().add("commandstats");
      assertThat(
              new String(
                  own.link.await(own.link.shared().send(Command.INFO, Reply.VALUE, stats)), UTF_8))
          .contains("cmdstat_xpending:calls=1,")
          .doesNotContain("cmdstat_xautoclaim");
    }
  }

  @Test
  void goesOnWhereAnotherConsumerHasStopped() {
    List<String> ids = inbox.pending("dead", 4_000);
    inbox.age("dead", LONG_AGO, ids.subList(3_985, 4_000));

    List<Entry> taken = new ArrayList<>();
    for (String worker : List.of("a", "b", "c")) {
      taken.addAll(sweep(inbox, worker, LEASE, HOUR).entries());
    }
    assertThat(taken).extracting(Entry::id).isEqualTo(ids.subList(3_985, 4_000));
    assertThat(sweep(inbox, "d", LEASE, HOUR).cursor()).isEqualTo("0-0");
  }

  @Test
  void aLongerLeaseHasASweepOfItsOwn() {
    List<String> ids = inbox.pending("dead", 1);
    inbox.age("dead", LEASE.plusSeconds(1), ids);

    assertThat(sweep(inbox, "a", HOUR, HOUR).entries()).isEmpty();
    assertThat(sweep(inbox, "b", LEASE, HOUR).entries()).hasSize(1);
  }

  @Test
  void sweepsNoMoreThanOncePerInterval() {
    inbox.createGroup();
    assertThat(sweep(inbox, "a", LEASE, HOUR).cursor()).isEqualTo("0-0");
    List<String> ids = inbox.pending("dead", 1);
    inbox.age("dead", LONG_AGO, ids);

    assertThat(sweep(inbox, "b", LEASE, HOUR).entries()).isEmpty();
    assertThat(sweep(inbox, "b", LEASE, Duration.ZERO).entries()).hasSize(1);
  }

  @Test
  void sweepsWhereTheClockWasSetBack() {
    List<String> ids = inbox.pending("dead", 1);
    inbox.age("dead", LONG_AGO, ids);
    long ahead = System.currentTimeMillis() + 3 * HOUR.toMillis();
    String swept = inbox.keys.swept(TestInbox.STAGE);
    inbox.ask(
        Command.HSET,
        swept,
        "due:" + LEASE.toMillis(),
        ahead,
        "cursor:" + LEASE.toMillis(),
        "no id");

    assertThat(sweep(inbox, "b", LEASE, HOUR).entries()).hasSize(1);
  }

  private static InboxScripts.Reclaimed sweep(
      TestInbox at, String consumer, Duration lease, Duration interval) {
    String swept = at.keys.swept(TestInbox.STAGE);
    return at.link.await(at.scripts(consumer).sweep(swept, lease, interval, 5, 5, true));
  }

  @Test
  void tellsDeletedEntriesOnce() {
    List<String> ids = inbox.pending("a", 3);
    inbox.age("a", LONG_AGO, ids);
    inbox.ask(Command.XDEL, inbox.inbox, ids.get(0), ids.get(2));

    InboxScripts.Reclaimed reclaimed = reclaim("b", "0-0", 10);

    assertThat(reclaimed.deleted()).containsExactly(ids.get(0), ids.get(2));
    assertThat(reclaimed.entries()).extracting(Entry::id).containsExactly(ids.get(1));
    assertThat(inbox.pendingNow()).hasSize(1);
    inbox.age("b", LONG_AGO, ids.subList(1, 2));
    assertThat(reclaim("c", "0-0", 10).deleted()).isEmpty();
  }

  @Test
  void handsBackAnEntryAsIfItHadNotBeenDelivered() {
    List<String> ids = inbox.pending("a", 2);
    inbox.age("a", LONG_AGO, ids);
    reclaim("b", "0-0", 10);

    assertThat(release("b", ids.subList(0, 1))).isEqualTo(1);

    InboxQueries.Pending back = inbox.pendingEntry(ids.get(0));
    assertThat(back.consumer()).isEqualTo(Keys.HANDED_BACK);
    assertThat(back.deliveries()).isEqualTo(1);
    assertThat(back.idleMillis()).isGreaterThan(LEASE.toMillis());
    List<Entry> next = reclaim("c", "0-0", 10).entries();
    assertThat(next).extracting(Entry::id).containsExactly(ids.get(0));
    assertThat(next.get(0).deliveries()).isEqualTo(2);
  }

  @Test
  void countsTheDeliveryOfAnEntryThatWasStarted() {
    List<String> ids = inbox.pending("a", 1);
    assertThat(inbox.link.await(inbox.scripts("a").handBack(LEASE, true, ids))).isEqualTo(1);

    assertThat(inbox.pendingEntry(ids.get(0)).deliveries()).isEqualTo(1);
    assertThat(reclaim("b", "0-0", 10).entries().get(0).deliveries()).isEqualTo(2);
  }

  @Test
  void givesAnEntryThatWasHandedBackUnseenToTheNextAsItsFirst() {
    List<String> ids = inbox.pending("a", 1);
    release("a", ids);

    assertThat(reclaim("b", "0-0", 10).entries().get(0).deliveries()).isEqualTo(1);
  }

  @Test
  void handsBackNothingOfOthers() {
    List<String> ids = inbox.pending("a", 3);
    inbox.age("b", LONG_AGO, ids.subList(0, 1));
    inbox.acknowledge(ids.subList(1, 2));

    assertThat(release("a", ids)).isEqualTo(1);

    assertThat(inbox.pendingEntry(ids.get(0)).consumer()).isEqualTo("b");
    assertThat(inbox.pendingNow()).hasSize(2);
  }

  @Test
  void retiresAConsumerOnlyWhereNothingOfItIsPending() {
    List<String> ids = inbox.pending("a", 2);
    inbox.acknowledge(ids.subList(0, 1));

    assertThat(retire("a")).isZero();
    assertThat(inbox.pendingNow()).hasSize(1);
    release("a", ids.subList(1, 2));
    assertThat(retire("a")).isEqualTo(1);
    assertThat(retire("a")).isZero();
    assertThat(inbox.link.await(inbox.queries.consumers(inbox.inbox))).isEmpty();
    assertThat(inbox.pendingNow()).extracting(InboxQueries.Pending::id).containsExactly(ids.get(1));
  }

  @Test
  void retiresAllThatHaveBeenIdleForLong() {
    List<String> busy = inbox.pending("busy", 1);
    inbox.fill(1);
    inbox.acknowledge(inbox.deliver("idle", 1));

    assertThat(inbox.link.await(inbox.scripts("x").retireIdle(Duration.ofMinutes(1)))).isZero();
    assertThat(inbox.link.await(inbox.scripts("x").retireIdle(Duration.ZERO))).isEqualTo(1);
    assertThat(inbox.link.await(inbox.queries.consumers(inbox.inbox)))
        .extracting(InboxQueries.Consumer::name)
        .containsExactly("busy");
    assertThat(inbox.pendingEntry(busy.get(0)).consumer()).isEqualTo("busy");
  }

  @Test
  void retiresNobodyWhereThereIsNoInbox() {
    assertThat(retire("a")).isZero();
  }

  private InboxScripts.Renewal renew(String consumer, List<String> ids) {
    return inbox.link.await(inbox.scripts(consumer).renew(ids));
  }

  private InboxScripts.Reclaimed reclaim(String consumer, String cursor, int count) {
    return inbox.link.await(inbox.scripts(consumer).reclaim(LEASE, cursor, count, 5, true));
  }

  private long release(String consumer, List<String> ids) {
    return inbox.link.await(inbox.scripts(consumer).handBack(LEASE, false, ids));
  }

  private long retire(String consumer) {
    return inbox.link.await(inbox.scripts(consumer).retire());
  }
}
