package io.streamweir.internal.feature.keyed;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key goes on when the entry that it waits for is gone, and not before. */
@WithRedis
class ForsakenKeyIT {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int CALLS = 40;

  private TestInbox inbox;
  private Ownership owner;
  private TakeScript take;
  private SettleScript settle;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    owner = new Ownership(inbox.link, inbox.keys, STAGE, "worker", LEASE);
    take = new TakeScript(inbox.link, inbox.inbox, "c", owner, 9);
    settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(), LEASE, owner);
    assertThat(inbox.link.await(owner.acquire())).isTrue();
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private void append(String key, String... jobs) {
    for (String job : jobs) {
      inbox.append("j", job, "t", "5", "p", "payload", "k", key);
    }
  }

  private List<Entry> take(Pending pending) {
    return inbox.link.await(take.run(100, pending, "0-0", true)).entries();
  }

  /** All that so many calls are given, none of which is settled. */
  private List<String> takeOften() {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      take(Pending.NONE).forEach(entry -> jobs.add(entry.jobId()));
    }
    return jobs;
  }

  private void settle(Entry entry, Effect... effects) {
    inbox.link.await(settle.run(List.of(new Settlement(entry.id(), List.of(effects)))));
  }

  /** Parks the first of three jobs of a key; answers with its entry when it has come back. */
  private Entry comeBack(String key) {
    append(key, key + 1, key + 2, key + 3);
    List<Entry> all = take(Pending.NONE);
    for (Entry entry : all) {
      long delay = entry == all.get(0) ? 0 : -1;
      settle(entry, new Park(key, entry.position(), delay, NewEntry.again(entry, delay == 0)));
    }
    List<Entry> back = new ArrayList<>();
    for (int i = 0; i < CALLS && back.isEmpty(); i++) {
      back.addAll(take(Pending.NONE));
    }
    assertThat(back).extracting(Entry::jobId).containsExactly(key + 1);
    return back.get(0);
  }

  private void parkAll(String key) {
    append(key, key + 1, key + 2);
    for (Entry entry : take(Pending.NONE)) {
      settle(entry, new Park(key, entry.position(), 60_000, NewEntry.again(entry, false)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEL", "RENAME"})
  void whereTheInboxIsGone(String command) throws InterruptedException {
    comeBack("k");
    TimeUnit.MILLISECONDS.sleep(2); // else an id of the new stream may be below one of the old
    if (command.equals("DEL")) {
      inbox.ask(Command.of("DEL"), inbox.inbox);
    } else {
      inbox.link.await(
          inbox
              .link
              .shared()
              .send(
                  Command.of("RENAME"),
                  Reply.STATUS,
                  Call.args().add(inbox.inbox).add(inbox.inbox + ":away")));
    }
    inbox.createGroup();
    append("k", "k4");
    append("other", "o1");

    take(Pending.NONE).forEach(this::settle);

    assertThat(takeOften()).containsExactly("k2");
  }

  @Test
  void whereTheEntryIsDeletedBeforeAnybodyHasReadIt() {
    append("k", "k1", "k2");
    for (Entry entry : take(Pending.NONE)) {
      settle(entry, new Park("k", entry.position(), 0, NewEntry.again(entry, false)));
    }
    take(Pending.NONE); // releases the first one; the same call may read it
    for (Object item : inbox.ask(Command.XRANGE, inbox.inbox, "-", "+")) {
      inbox.ask(Command.XDEL, inbox.inbox, Resp.text(Resp.list(item).get(0)));
    }
    take(Pending.UNHEARD); // as an owner does now and then

    assertThat(takeOften()).containsExactly("k2");
  }

  @Test
  void whereSomebodyElseAcknowledgesIt() {
    inbox.acknowledge(List.of(comeBack("k").id()));

    assertThat(takeOften()).containsExactly("k2");
  }

  @Test
  void whereTheEntryIsLostUnderLoad() {
    Entry lost = comeBack("k");
    inbox.ask(Command.XDEL, inbox.inbox, lost.id());
    inbox.scripts("c").renew(List.of(lost.id())).join(); // finds that it was deleted
    List<String> given = new ArrayList<>();
    for (int i = 0; i < 200 && !given.contains("k2"); i++) {
      append("other-" + i, "o" + i);
      for (Entry entry : take(Pending.NONE)) {
        given.add(entry.jobId());
        if (!entry.jobId().equals("k2")) {
          settle(entry);
        }
      }
    }
    assertThat(given).contains("k2");
  }

  @Test
  void butNotWhileItIsInHand() {
    Entry back = comeBack("k");
    append("k", "k4");
    append("other", "o1", "o2");

    assertThat(takeOften()).containsExactly("o1", "o2");

    settle(back, new UnparkNext("k", Objects.requireNonNull(back.unparked())));
    assertThat(takeOften()).containsExactly("k2", "k3");
  }

  @Test
  void norWhileItIsWithADeadOwner() {
    comeBack("k");
    inbox.link.await(owner.giveUp());
    owner = new Ownership(inbox.link, inbox.keys, STAGE, "next", LEASE);
    take = new TakeScript(inbox.link, inbox.inbox, "d", owner, 9);
    assertThat(inbox.link.await(owner.acquire())).isTrue();

    assertThat(takeOften()).isEmpty();

    assertThat(take(Pending.INHERITED)).extracting(Entry::jobId).containsExactly("k1");
  }

  @Test
  void whereItIsForgottenWhichKeysAreBlocked() {
    parkAll("k");
    parkAll("l");
    inbox.ask(Command.of("DEL"), inbox.keys.blocked(STAGE));

    assertThat(takeOften()).containsExactlyInAnyOrder("k1", "l1");
  }

  @Test
  void whereParkedEntriesAreGoneItIsFree() {
    comeBack("k");
    inbox.ask(Command.of("DEL"), inbox.keys.parked(STAGE), inbox.inbox);
    inbox.createGroup();
    take(Pending.NONE);
    append("k", "k4");

    assertThat(takeOften()).containsExactly("k4");
  }
}
