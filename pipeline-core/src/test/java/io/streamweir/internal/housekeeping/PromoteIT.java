package io.streamweir.internal.housekeeping;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class PromoteIT {
  private TestInbox inbox;
  private PromoteScript script;
  private String later;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    script = new PromoteScript(inbox.link, inbox.keys, List.of(STAGE, NEXT));
    later = inbox.keys.later(STAGE);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void movesOnlyWhatIsDueInTheOrderOfBeingDue() {
    delay(STAGE, "soon", 60_000);
    delay(STAGE, "second", 900);
    delay(STAGE, "first", 300);
    delay(NEXT, "other", 3);
    makeDue(-50_000);

    PromoteScript.Reply reply = run(10);

    assertThat(reply.moved()).isEqualTo(3);
    assertThat(reply.nextMillis()).isBetween(1_000L, 110_000L);
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("first", "second");
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("other");
    assertThat(inbox.link.await(inbox.queries.delayed(later))).isEqualTo(1);
  }

  @Test
  void saysWhenTheNextOneIsDue() {
    PromoteScript.Reply nothing = run(10);
    assertThat(nothing.moved()).isZero();
    assertThat(nothing.nextMillis()).isEqualTo(-1);
    assertThat(nothing.serverMicros() / 1000).isCloseTo(inbox.queries.now(), within(5_000L));
    delay(STAGE, "a", 60_000);
    delay(NEXT, "b", 30_000);

    assertThat(run(10).moved()).isZero();
    assertThat(run(10).nextMillis()).isBetween(25_000L, 30_000L);
  }

  @Test
  void movesNoMoreThanTheLimitAndSaysThatMoreAreDue() {
    for (int i = 0; i < 5; i++) {
      delay(STAGE, "" + i, 1 + i);
    }
    makeDue(-50_000);

    assertThat(run(3))
        .extracting(PromoteScript.Reply::moved, PromoteScript.Reply::nextMillis)
        .containsExactly(3L, 0L);
    assertThat(run(3))
        .extracting(PromoteScript.Reply::moved, PromoteScript.Reply::nextMillis)
        .containsExactly(2L, -1L);
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void bringsEveryFieldBackAsItWas() {
    byte[] payload = {0, -1, 13, 10, -128};
    Entry entry =
        Entry.of(
            utf8("1-1"),
            List.of(
                utf8("j"),
                utf8("job"),
                utf8("t"),
                utf8("77"),
                utf8("p"),
                payload,
                utf8("a"),
                utf8("2"),
                utf8("x"),
                utf8("4"),
                utf8("o"),
                utf8("0.3"),
                utf8("h"),
                utf8("k=v")),
            1);
    settleAsDelayed(NewEntry.again(entry, true));
    makeDue(-1_000_000);

    run(10);

    List<?> range = Resp.list(inbox.ask(Command.XREVRANGE, inbox.inbox, "+", "-").get(0));
    Entry back = Entry.of(range.get(0), range.get(1), 1);
    assertThat(back.defect()).isNull();
    assertThat(back.payload()).isEqualTo(payload);
    assertThat(back.attempt()).isEqualTo(3);
    assertThat(back.replays()).isEqualTo(4);
    assertThat(back.path()).isEqualTo("0.3");
    assertThat(back.headers()).isEqualTo("k=v");
    assertThat(back.submittedAt()).isEqualTo(77);
  }

  @Test
  void losesNothingWhereTheInboxHoldsSomethingElse() {
    delay(STAGE, "a", 1);
    makeDue(-50_000);
    inbox.say(Command.SET, inbox.inbox, "text");

    assertThat(run(10).moved()).isZero();
    assertThat(inbox.link.await(inbox.queries.delayed(later))).isEqualTo(1);
    inbox.ask(Command.of("DEL"), inbox.inbox);
    assertThat(run(10).moved()).isEqualTo(1);
  }

  @Test
  void isNotHeldUpByForeignMembers() {
    byte[] truncated = {(byte) 0x93, 1};
    byte[] number = {5};
    byte[] nonceOnly = {(byte) 0x91, (byte) 0xA1, 'n'};
    byte[] odd = {(byte) 0x92, (byte) 0xA1, 'n', (byte) 0xA1, 'j'};
    byte[] nested = {(byte) 0x93, (byte) 0xA1, 'n', (byte) 0xA1, 'j', (byte) 0x90};
    int score = 1;
    for (byte[] member : List.of(utf8("plain text"), truncated, number, nonceOnly, odd, nested)) {
      inbox.ask(Command.of("ZADD"), later, score++, member);
    }
    delay(STAGE, "a", 1);
    makeDue(-50_000);

    assertThat(run(100).moved()).isEqualTo(7);

    assertThat(inbox.link.await(inbox.queries.delayed(later))).isZero();
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a");
    assertThat(inbox.entries(inbox.keys.dead(STAGE)))
        .hasSize(6)
        .first()
        .satisfies(letter -> assertThat(letter).contains(entry("f:later", "plain text")));
  }

  @Test
  void movesEachEntryOnceWhereManyWorkersTick() {
    for (int i = 0; i < 500; i++) {
      delay(STAGE, "" + i, 1);
    }
    makeDue(-50_000);
    List<CompletableFuture<PromoteScript.Reply>> ticks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ticks.add(script.run(20, 0));
    }

    long moved = inbox.link.awaitAll(ticks).stream().mapToLong(PromoteScript.Reply::moved).sum();

    assertThat(moved).isEqualTo(500);
    assertThat(new HashSet<>(inbox.jobs(inbox.inbox))).hasSize(500);
    assertThat(inbox.length(inbox.inbox)).isEqualTo(500);
  }

  private void delay(String stage, String job, long millis) {
    AppendScript append = new AppendScript(inbox.link, inbox.keys, stage, 10_000);
    inbox.link.await(append.run(List.of(new AppendScript.Job(plain(job), millis, null, 0)), null));
  }

  private void settleAsDelayed(NewEntry entry) {
    String id = inbox.pending("c", 1).get(0);
    SettleScript settle =
        new SettleScript(inbox.link, inbox.keys, STAGE, List.of(), java.time.Duration.ofSeconds(9));
    inbox.link.await(
        settle.run(List.of(new Settlement(id, List.of(new Delay(500_000, entry, "nonce"))))));
  }

  /** Moves all that waits nearer by so much, rather than to wait for it. */
  private void makeDue(long millis) {
    for (String set : List.of(later, inbox.keys.later(NEXT))) {
      List<Object> all = inbox.ask(Command.ZRANGE, set, 0, -1, "WITHSCORES");
      for (int i = 0; i < all.size(); i += 2) {
        long score = Resp.number(all.get(i + 1));
        boolean soon = score < inbox.queries.now() + 600_000 && millis == -1_000_000;
        boolean due = score <= inbox.queries.now() + 1_000;
        if (soon || due) {
          inbox.ask(Command.of("ZADD"), set, score + millis, (byte[]) all.get(i));
        }
      }
    }
  }

  private PromoteScript.Reply run(int limit) {
    return inbox.link.await(script.run(limit, 0));
  }
}
