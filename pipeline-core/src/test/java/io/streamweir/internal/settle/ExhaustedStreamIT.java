package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.AppendScript.Refusal;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.gather.CloseSplit;
import io.streamweir.internal.feature.gather.EndPart;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.gather.SplitScript;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.keyed.Park;
import io.streamweir.internal.feature.keyed.TakeScript;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.replay.SettledEntries;
import io.streamweir.internal.feature.replay.SettledEntries.State;
import io.streamweir.internal.feature.replay.SettledEntries.Step;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stream to which somebody has appended with the largest id takes no more entries. Whatever a
 * script was to append there, it does nothing else either.
 */
@WithRedis
class ExhaustedStreamIT {
  private static final Duration TTL = Duration.ofSeconds(90);
  private static final String LARGEST = "18446744073709551615-18446744073709551615";
  private static final String TWO_LEFT = "18446744073709551615-18446744073709551613";

  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  /** What a stranger has done to a stream. */
  enum How {
    APPENDED,
    DELETED,
    TRIMMED,
    DELIVERED,
    NEARLY
  }

  private void exhaust(String stream, How how) {
    inbox.say(Command.XADD, stream, "1-1", "j", "before");
    new EntryReader(inbox.link, stream, "any").createGroup().join();
    String id = how == How.NEARLY ? TWO_LEFT : LARGEST;
    inbox.say(Command.XADD, stream, id, "strange", "entry");
    if (how == How.DELETED) {
      inbox.say(Command.XDEL, stream, id);
    } else if (how == How.TRIMMED) {
      inbox.say(Command.of("XTRIM"), stream, "MAXLEN", 0);
    } else if (how == How.DELIVERED) {
      inbox.ask(Command.XREADGROUP, "GROUP", Keys.GROUP, "c", "NOACK", "STREAMS", stream, ">");
      inbox.say(Command.XDEL, stream, id);
    }
  }

  private void refused(Runnable step, String stream) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(step::run)
        .withMessageContaining(stream)
        .returns(false, RedisCallException::passing);
  }

  @ParameterizedTest
  @CsvSource({
    "next,APPENDED", "next,DELETED", "next,TRIMMED", "next,DELIVERED", "next,NEARLY",
    "side,APPENDED", "side,DELETED", "side,TRIMMED", "side,DELIVERED", "side,NEARLY",
    "dead,APPENDED", "dead,DELETED", "dead,TRIMMED", "dead,DELIVERED", "dead,NEARLY"
  })
  void settlesWhollyOrNotAtAll(String which, How how) {
    String stream = which.equals("dead") ? inbox.keys.dead(STAGE) : inbox.keys.inbox(which);
    exhaust(stream, how);
    List<Settlement> all = SettleIT.oneOfEachKind(inbox.pending("c", 7));
    SettleScript settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT, SIDE), TTL);
    List<Object> before = inbox.everything("hits");

    for (int i = 0; i < 3; i++) {
      refused(() -> inbox.link.await(settle.run(all)), stream);
    }
    assertThat(inbox.everything("hits")).isEqualTo(before);

    inbox.say(Command.of("RENAME"), stream, stream + ":away");
    assertThat(inbox.link.await(settle.run(all)).fenced()).isEmpty();
    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.counters("hits")).containsEntry("x", 10L);
  }

  @Test
  void settlesIntoAStreamWithIdsFarAhead() {
    inbox.say(Command.XADD, inbox.keys.inbox(NEXT), "18446744073709551615-7", "j", "ahead");
    SettleScript settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), TTL);
    String id = inbox.pending("c", 1).get(0);
    Effect forward = new Append(0, plain("a"));

    inbox.link.await(settle.run(List.of(new Settlement(id, List.of(forward)))));

    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("ahead", "a");
  }

  @ParameterizedTest
  @CsvSource({"APPENDED", "DELETED", "TRIMMED", "DELIVERED", "NEARLY"})
  void endsNoPartWhoseGatherCannotFire(How how) {
    Entry split = splitEntry();
    SplitScript script = splitScript();
    SplitScript.Position begun = script.open(split, false).join();
    SplitScript.Position at =
        script.append(split, begun, null, List.of(utf8("only")), "sum").join();
    GatherPlace place = new GatherPlace(STAGE, SIDE, "", at.generation(), 0);
    SettleScript settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), TTL);
    Effect close = new CloseSplit(place, "job", 1, "sum");
    inbox.link.await(settle.run(List.of(new Settlement(split.id(), List.of(close)))));
    String part = inbox.pending("c", 1).get(0);
    Effect end = new EndPart(place, "job", null);
    exhaust(inbox.keys.inbox(SIDE), how);

    refused(
        () -> inbox.link.await(settle.run(List.of(new Settlement(part, List.of(end))))),
        inbox.keys.inbox(SIDE));

    assertThat(inbox.pendingNow()).hasSize(1);
    inbox.say(Command.of("DEL"), inbox.keys.inbox(SIDE));
    inbox.link.await(settle.run(List.of(new Settlement(part, List.of(end)))));
    assertThat(inbox.jobs(inbox.keys.inbox(SIDE))).containsExactly("job");
  }

  @ParameterizedTest
  @CsvSource({"APPENDED", "DELETED", "TRIMMED", "DELIVERED", "NEARLY"})
  void appendsAllPartsOfAChunkOrNone(How how) {
    Entry split = splitEntry();
    SplitScript script = splitScript();
    SplitScript.Position begun = script.open(split, false).join();
    exhaust(inbox.keys.inbox(NEXT), how);
    long before = inbox.length(inbox.keys.inbox(NEXT));
    List<byte[]> parts = IntStream.range(0, 5).mapToObj(i -> utf8("part " + i)).toList();

    refused(
        () -> inbox.link.await(script.append(split, begun, null, parts, "sum")),
        inbox.keys.inbox(NEXT));

    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isEqualTo(before);
    inbox.say(Command.of("DEL"), inbox.keys.inbox(NEXT));
    assertThat(script.append(split, begun, null, parts, "sum").join().made()).isEqualTo(5);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isEqualTo(5);
  }

  private SplitScript splitScript() {
    GatherPolicy policy = GatherPolicy.failWhole();
    return new SplitScript(inbox.link, inbox.keys, STAGE, NEXT, 1_000, policy, "c");
  }

  private Entry splitEntry() {
    String id = inbox.deliverOne("j", "job", "t", 7, "p", "original");
    List<Object> words =
        List.of(utf8("j"), utf8("job"), utf8("t"), utf8("7"), utf8("p"), utf8("original"));
    return Entry.of(utf8(id), words, 1);
  }

  @Test
  void tellsOfEachJobWhetherItWasAppended() {
    AppendScript script = new AppendScript(inbox.link, inbox.keys, STAGE, 1_000);
    exhaust(inbox.inbox, How.NEARLY);
    List<AppendScript.Job> jobs =
        List.of(keyed("a"), keyed("b"), keyed("c"), delayed("d"), keyed("e"));

    assertThat(inbox.link.await(script.run(jobs, null)))
        .containsExactly(
            new Refusal(2, AppendScript.Reason.FULL, ""),
            new Refusal(4, AppendScript.Reason.FULL, ""));

    assertThat(inbox.jobs(inbox.inbox)).endsWith("a", "b");
    assertThat(inbox.link.await(script.run(List.of(keyed("a"), delayed("f")), null)))
        .as("only what was appended has taken its dedupe key")
        .containsExactly(new Refusal(0, AppendScript.Reason.DUPLICATE, "a"));
    assertThatExceptionOfType(RedisCallException.class)
        .as("nothing was appended")
        .isThrownBy(() -> inbox.link.await(script.run(List.of(keyed("c"), keyed("e")), null)));
    inbox.say(Command.of("RENAME"), inbox.inbox, inbox.inbox + ":away");
    assertThat(inbox.link.await(script.run(jobs.subList(2, 3), null))).isEmpty();
  }

  @Test
  void tellsASourceHowFarItCame() {
    AppendScript script = new AppendScript(inbox.link, inbox.keys, STAGE, 1_000);
    exhaust(inbox.inbox, How.NEARLY);
    List<AppendScript.Job> jobs =
        List.of("a", "b", "c", "d").stream()
            .map(job -> new AppendScript.Job(plain(job), 0, null, 0))
            .toList();
    AppendScript.Source source = new AppendScript.Source("log", 1, TTL);

    assertThat(inbox.link.await(script.run(jobs, source)))
        .containsExactly(
            new Refusal(2, AppendScript.Reason.FULL, ""),
            new Refusal(3, AppendScript.Reason.FULL, ""));
    inbox.say(Command.of("RENAME"), inbox.inbox, inbox.inbox + ":away");
    assertThat(inbox.link.await(script.run(jobs, source)))
        .containsExactly(
            new Refusal(0, AppendScript.Reason.DUPLICATE, ""),
            new Refusal(1, AppendScript.Reason.DUPLICATE, ""));
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("c", "d");
  }

  private static AppendScript.Job keyed(String job) {
    return new AppendScript.Job(plain(job), 0, "key of " + job, 60_000);
  }

  private static AppendScript.Job delayed(String job) {
    return new AppendScript.Job(plain(job), 60_000, null, 0);
  }

  @Test
  void keepsAParkedEntryUntilItsInboxHasIds() {
    Ownership owner = new Ownership(inbox.link, inbox.keys, STAGE, "worker", TTL);
    inbox.link.await(owner.acquire());
    TakeScript take = new TakeScript(inbox.link, inbox.inbox, "c", owner, 3);
    SettleScript settle =
        new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), TTL, owner);
    inbox.append("j", "a", "t", "5", "p", "payload", "k", "key");
    Entry entry = inbox.link.await(take.run(10, Pending.NONE, "", true)).entries().get(0);
    Effect park = new Park("key", entry.position(), 0, NewEntry.again(entry, true));
    inbox.link.await(settle.run(List.of(new Settlement(entry.id(), List.of(park)))));
    inbox.say(Command.XADD, inbox.inbox, LARGEST, "j", "b", "t", "5", "p", "payload");

    assertThat(inbox.link.await(take.run(10, Pending.NONE, "", true)).entries())
        .as("others of the stage go on")
        .extracting(Entry::jobId)
        .containsExactly("b");
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.parked(STAGE)))).isEqualTo(1);

    inbox.say(Command.of("RENAME"), inbox.inbox, inbox.inbox + ":away");
    inbox.createGroup();
    inbox.say(Command.of("ZADD"), inbox.keys.blocked(STAGE), 1, "key");
    assertThat(inbox.link.await(take.run(10, Pending.NONE, "", true)).entries())
        .extracting(Entry::jobId)
        .containsExactly("a");
  }

  @Test
  void keepsADeadLetterThatCannotGoBack() {
    DeadStream dead = new DeadStream(inbox.link, inbox.keys, STAGE);
    List<String> letters = List.of(letter("a"), letter("b"), letter("c"));
    exhaust(inbox.inbox, How.NEARLY);

    assertThat(dead.replay(letters)).isEqualTo(2);
    assertThat(dead.size()).isEqualTo(1);
    assertThatExceptionOfType(RedisCallException.class).isThrownBy(() -> dead.replay(letters));
    assertThat(dead.size()).isEqualTo(1);
  }

  private String letter(String job) {
    return inbox.say(
        Command.XADD, inbox.keys.dead(STAGE), "*", "f:j", job, "f:t", "1", "f:p", "payload");
  }

  @Test
  void replaysEachSettledEntryOnceHoweverFewIdsAreLeft() {
    inbox.acknowledge(inbox.pending("c", 3));
    inbox.say(Command.XADD, inbox.inbox, TWO_LEFT, "strange", "entry");
    SettledEntries settled = new SettledEntries(inbox.link, inbox.keys, STAGE);

    assertThat(settled.replay("r", 0, 9_999_999_999_999L, 1_000))
        .isEqualTo(new Step(State.FULL, 2, 0));
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> settled.replay("r", 0, 9_999_999_999_999L, 1_000));
    }
    assertThat(inbox.jobs(inbox.inbox))
        .containsExactly("job-0", "job-1", "job-2", "?", "job-0", "job-1");
  }
}
