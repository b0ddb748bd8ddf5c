package io.streamweir.internal.entry;

import static io.streamweir.internal.entry.TestInbox.LEASE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.keyed.TakeScript;
import io.streamweir.internal.feature.keyed.TakeScript.More;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.feature.keyed.TakeScript.Taken;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever gives entries to a worker gives no more than a few MiB at once. */
@WithRedis
class ReadBoundIT {
  private static final String LARGE = "x".repeat(1 << 20);
  private static final int SMALL_ONES = 50;
  private static final int LARGE_ONES = 40;
  private static final long SLACK = 16 << 20; // entries of one step

  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    for (int i = 0; i < SMALL_ONES + LARGE_ONES; i++) {
      inbox.append("j", "job-" + i, "t", "5", "p", i < SMALL_ONES ? "x" : LARGE);
    }
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private static long bytes(List<Entry> entries) {
    return entries.stream().mapToLong(entry -> entry.payload().length).sum();
  }

  private static List<String> jobs(List<Entry> entries) {
    return entries.stream().map(Entry::jobId).toList();
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < SMALL_ONES + LARGE_ONES; i++) {
      all.add("job-" + i);
    }
    return all;
  }

  @Test
  void aReadKeepsTheFirstOnesAndTellsWhichItLeftOut() {
    List<String> leftOut = new ArrayList<>();
    try (EntryReader reader = new EntryReader(inbox.link, inbox.inbox, "c")) {
      reader.bound(ReadBound.leavingOut(leftOut::addAll));
      List<Entry> read = inbox.link.await(reader.read(200));
      assertThat(jobs(read)).isEqualTo(all().subList(0, SMALL_ONES + 8));
      assertThat(leftOut).hasSize(LARGE_ONES - 8);
      assertThat(inbox.pendingNow()).hasSize(SMALL_ONES + LARGE_ONES);
      assertThat(inbox.link.await(reader.read(200))).isEmpty();
    }
  }

  @Test
  void aReadKeepsOneEntryHoweverLargeItIs() {
    try (EntryReader reader = new EntryReader(inbox.link, inbox.inbox, "c")) {
      List<String> leftOut = new ArrayList<>();
      inbox.link.await(reader.read(SMALL_ONES));
      reader.bound(new ReadBound(1_000, leftOut::addAll));
      assertThat(inbox.link.await(reader.read(2))).hasSize(1);
      assertThat(leftOut).hasSize(1);
    }
  }

  @Test
  void anOwnerIsGivenAllInTheirOrderAFewAtATime() {
    Ownership owner = new Ownership(inbox.link, inbox.keys, STAGE, "worker", Duration.ofMinutes(1));
    assertThat(inbox.link.await(owner.acquire())).isTrue();
    TakeScript take = new TakeScript(inbox.link, inbox.inbox, "worker", owner, 5);
    expectAllInOrder(take, Pending.NONE);

    Ownership next = new Ownership(inbox.link, inbox.keys, STAGE, "next", Duration.ofMinutes(1));
    inbox.link.await(owner.giveUp());
    assertThat(inbox.link.await(next.acquire())).isTrue();
    expectAllInOrder(new TakeScript(inbox.link, inbox.inbox, "next", next, 5), Pending.INHERITED);
  }

  private void expectAllInOrder(TakeScript take, Pending first) {
    List<String> given = new ArrayList<>();
    String after = "0-0";
    Pending pending = first;
    while (given.size() < SMALL_ONES + LARGE_ONES) {
      Taken taken = inbox.link.await(take.run(200, pending, after, true));
      assertThat(bytes(taken.entries())).isPositive().isLessThanOrEqualTo((8 << 20) + SLACK);
      given.addAll(jobs(taken.entries()));
      after = taken.last();
      pending = taken.more() == More.NO ? Pending.NONE : pending;
    }
    assertThat(given).isEqualTo(all());
  }

  @Test
  void aReclaimTakesAllAFewAtATime() {
    try (EntryReader dead = new EntryReader(inbox.link, inbox.inbox, "dead")) {
      List<Entry> read = inbox.link.await(dead.read(200));
      InboxScripts left = new InboxScripts(inbox.link, inbox.inbox, "dead");
      inbox.link.await(left.handBack(LEASE, false, read.stream().map(Entry::id).toList()));
    }
    InboxScripts scripts = new InboxScripts(inbox.link, inbox.inbox, "c");
    List<String> taken = new ArrayList<>();
    String cursor = "0-0";
    do {
      InboxScripts.Reclaimed step = inbox.link.await(scripts.reclaim(LEASE, cursor, 100, 5, true));
      assertThat(bytes(step.entries())).isLessThanOrEqualTo((8 << 20) + SLACK);
      taken.addAll(jobs(step.entries()));
      cursor = step.cursor();
    } while (!cursor.equals("0-0"));
    assertThat(taken).isEqualTo(all());
  }
}
