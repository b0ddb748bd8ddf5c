package io.streamweir.internal.feature.dedupe;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.LaterMember;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.StageState;
import io.streamweir.internal.wire.Checksum;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that hold a dedupe key until they have ended, and jobs that give way to later ones. */
@WithRedis
class DedupeIT {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private TestInbox inbox;
  private String key;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    key = inbox.keys.unique("k");
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  static AppendScript.Job debounced(String job, long wait, long longest) {
    return new AppendScript.Job(plain(job).holding("k", 0), wait, 0, "k", longest, true);
  }

  private static AppendScript.Job holding(String job) {
    return new AppendScript.Job(plain(job).holding("k", HOUR), 0, "k", HOUR);
  }

  private List<AppendScript.Refusal> append(long most, AppendScript.Job... jobs) {
    AppendScript script = new AppendScript(inbox.link, inbox.keys, STAGE, most);
    return inbox.link.await(script.run(List.of(jobs), null));
  }

  private static AppendScript.Refusal put(int position, String job) {
    return new AppendScript.Refusal(position, AppendScript.Reason.REPLACED, job);
  }

  private static AppendScript.Refusal dup(int position, String job) {
    return new AppendScript.Refusal(position, AppendScript.Reason.DUPLICATE, job);
  }

  /** What is delayed: due times and the fields without the nonce. */
  private List<StageState.Delayed> later() {
    List<Object> flat = inbox.ask(Command.ZRANGE, inbox.keys.later(STAGE), 0, -1, "WITHSCORES");
    List<StageState.Delayed> later = new java.util.ArrayList<>();
    for (int i = 0; i < flat.size(); i += 2) {
      List<String> member = LaterMember.read((byte[]) flat.get(i));
      later.add(
          new StageState.Delayed(Resp.number(flat.get(i + 1)), member.subList(1, member.size())));
    }
    return later;
  }

  private long ttl() {
    return Long.parseLong(inbox.say(Command.of("PTTL"), key));
  }

  @Test
  void putsALaterJobInThePlaceOfOneThatWaits() {
    long before = inbox.queries.now();
    assertThat(append(9, debounced("a", HOUR, 0), debounced("b", HOUR, 0)))
        .containsExactly(put(1, "a"));
    assertThat(append(9, debounced("c", 2 * HOUR, 0))).containsExactly(put(0, "a"));

    assertThat(later()).hasSize(1);
    assertThat(later().get(0).fields())
        .containsExactly("j", "a", "t", "1234", "p", "payload of c", "u", "k");
    assertThat(later().get(0).score()).isBetween(before + 2 * HOUR, inbox.queries.now() + 2 * HOUR);
    assertThat(ttl()).as("longer than it waits").isGreaterThan(2 * HOUR);
  }

  @Test
  void carriesBinaryPayloadsInThePlaceOfBinaryPayloads() {
    byte[] all = new byte[70_000];
    new java.util.Random(3).nextBytes(all);
    for (int i = 0; i < 3; i++) {
      NewEntry entry = NewEntry.submitted("job-" + i, 7, all, null).holding("k", 0);
      append(9, new AppendScript.Job(entry, HOUR, 0, "k", 0, true));
    }
    assertThat(later()).hasSize(1);
  }

  @Test
  void putsTheFirstOffForNoLongerThanItIsTold() {
    long before = inbox.queries.now();
    append(9, debounced("a", 1_000, 5_000));
    append(9, debounced("b", 3_000, HOUR));
    assertThat(later().get(0).score()).isBetween(before + 3_000, inbox.queries.now() + 3_000);
    append(9, debounced("c", HOUR, 0));

    assertThat(later()).hasSize(1);
    assertThat(later().get(0).score()).isBetween(before + 5_000, inbox.queries.now() + 5_000);
    assertThat(later().get(0).fields()).contains("payload of c");
  }

  @Test
  void leavesAJobAloneThatHasBeenPromoted() {
    append(9, debounced("a", 1, 0));
    PromoteScript promote = new PromoteScript(inbox.link, inbox.keys, List.of(STAGE));
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> inbox.link.await(promote.run(10, 0)).moved() == 1);

    assertThat(append(9, debounced("b", HOUR, 0))).isEmpty();
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a");
    assertThat(later().get(0).fields()).startsWith("j", "b");
    inbox.createGroup();
    settle(inbox.deliver("c", 1).get(0), new HoldKey("k", "a", -1, 0));
    assertThat(append(9, debounced("c", HOUR, 0))).as("still b's").containsExactly(put(0, "b"));
  }

  @Test
  void findsRoomForWhatReplacesAnother() {
    assertThat(append(1, debounced("a", HOUR, 0), debounced("b", HOUR, 0)))
        .containsExactly(put(1, "a"));
    AppendScript.Job other =
        new AppendScript.Job(plain("x").holding("other", 0), HOUR, 0, "other", 0, true);
    assertThat(append(1, other))
        .containsExactly(new AppendScript.Refusal(0, AppendScript.Reason.FULL, ""));
    assertThat(inbox.say(Command.of("EXISTS"), inbox.keys.unique("other"))).isEqualTo("0");
    assertThat(append(1, debounced("a", HOUR, 0))).as("its own id").containsExactly(put(0, "a"));
    assertThat(later()).hasSize(1);
  }

  @Test
  void keepsJobsOfAnotherModeAway() {
    append(9, holding("a"));
    assertThat(append(9, debounced("b", HOUR, 0))).containsExactly(dup(0, "a"));
    inbox.ask(Command.of("DEL"), key);
    append(9, debounced("c", HOUR, 0));
    assertThat(append(9, holding("d"))).containsExactly(dup(0, "c"));
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a");
  }

  private void settle(String id, Effect... effects) {
    SettleScript script =
        new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), Duration.ofHours(1));
    inbox.link.await(script.run(List.of(new Settlement(id, List.of(effects)))));
  }

  private String holder() {
    return inbox.say(Command.GET, key);
  }

  @Test
  void letsGoWithTheLastEntryOfTheJob() {
    List<String> ids = inbox.pending("c", 5);
    append(9, holding("a"));
    settle(ids.get(0), new HoldKey("k", "a", 2, HOUR));
    assertThat(holder()).isEqualTo("a 3 #" + Checksum.of(TestInbox.utf8("payload of a")));
    assertThat(append(9, holding("b"))).containsExactly(dup(0, "a"));
    settle(ids.get(1), new HoldKey("k", "a", -1, HOUR));
    settle(ids.get(2), new HoldKey("k", "a", -1, HOUR));
    assertThat(holder()).isEqualTo("a #" + Checksum.of(TestInbox.utf8("payload of a")));
    settle(ids.get(2), new HoldKey("k", "a", -1, HOUR)); // fenced
    assertThat(append(9, holding("c"))).containsExactly(dup(0, "a"));
    settle(ids.get(3), new HoldKey("k", "a", -1, HOUR));
    assertThat(append(9, holding("d"))).isEmpty();
    settle(ids.get(4), new HoldKey("k", "a", -1, HOUR));
    assertThat(holder()).as("not a's to let go of").startsWith("d #");
  }

  @Test
  void refusesAnotherPayloadUnderTheKeyOfAJobInAnyMode() {
    AppendScript.Job within = new AppendScript.Job(plain("b"), 0, "k", HOUR);
    for (AppendScript.Job first :
        List.of(holding("a"), new AppendScript.Job(plain("a"), 0, "k", HOUR))) {
      append(9, first);
      assertThat(append(9, within.comparingPayloads(), holding("c").comparingPayloads(), within))
          .containsExactly(conflict(0, "a"), conflict(1, "a"), dup(2, "a"));
      assertThat(append(9, samePayload("d", "a"))).containsExactly(dup(0, "a"));
      inbox.ask(Command.of("DEL"), key);
    }
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a", "a");
  }

  @Test
  void comparesThePayloadWithThatOfAJobOfSeveralEntries() {
    List<String> ids = inbox.pending("c", 2);
    append(9, holding("a"));
    settle(ids.get(0), new HoldKey("k", "a", 1, HOUR));
    assertThat(append(9, holding("b").comparingPayloads(), samePayload("c", "a")))
        .containsExactly(conflict(0, "a"), dup(1, "a"));
    settle(ids.get(1), new HoldKey("k", "a", -1, HOUR));
    assertThat(append(9, holding("b").comparingPayloads(), samePayload("c", "a")))
        .containsExactly(conflict(0, "a"), dup(1, "a"));
  }

  @Test
  void comparesNothingWithWhatHasNoFingerprint() {
    for (String older : List.of("a", "a 3")) {
      inbox.ask(Command.SET, key, older);
      assertThat(append(9, holding("b").comparingPayloads())).containsExactly(dup(0, "a"));
    }
    inbox.ask(Command.of("DEL"), key);
    append(9, debounced("c", HOUR, 0));
    assertThat(append(9, holding("d").comparingPayloads())).containsExactly(dup(0, "c"));
  }

  @Test
  void comparesOnlyTheJobBehindTheFingerprint() {
    append(9, holding("a"));
    AppendScript.Job window = new AppendScript.Job(plain("b"), 0, "k", HOUR);
    AppendScript.Job put = new AppendScript.Job(plain("x").holding("y", 0), HOUR, 0, "y", 0, true);
    assertThat(append(9, window.comparingPayloads(), put, window))
        .containsExactly(conflict(0, "a"), dup(2, "a"));
  }

  private static AppendScript.Job samePayload(String job, String as) {
    byte[] payload = TestInbox.utf8("payload of " + as);
    NewEntry entry = NewEntry.submitted(job, 1234, payload, null);
    return new AppendScript.Job(entry, 0, "k", HOUR).comparingPayloads();
  }

  private static AppendScript.Refusal conflict(int position, String job) {
    return new AppendScript.Refusal(position, AppendScript.Reason.CONFLICT, job);
  }

  @Test
  void isRememberedAnewWithEachStepOfTheJob() {
    List<String> ids = inbox.pending("c", 2);
    append(9, holding("a"));
    inbox.ask(Command.of("PEXPIRE"), key, 60_000);
    settle(ids.get(0), new HoldKey("k", "a", 0, 2 * HOUR));
    assertThat(ttl()).isBetween(2 * HOUR - 60_000, 2 * HOUR);
  }

  @Test
  void acknowledgesNothingWhereADedupeKeyHoldsSomethingElse() {
    List<String> ids = inbox.pending("c", 1);
    inbox.ask(Command.of("LPUSH"), key, "x");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> settle(ids.get(0), new HoldKey("k", "a", -1, HOUR)))
        .returns("WRONGTYPE", RedisCallException::code);

    assertThat(inbox.pendingNow()).hasSize(1);
  }

  @Test
  void isHeldByNoReplayedDeadLetter() {
    inbox.createGroup();
    append(9, holding("a"));
    String id = inbox.deliver("c", 1).get(0);
    ResultMessage failure = ResultMessage.failed("a", STAGE, "rejected", "no", 1);
    settle(id, new Bury("rejected", "no", 1, "a", failure), new HoldKey("k", "a", -1, HOUR));
    assertThat(inbox.say(Command.of("EXISTS"), key)).isEqualTo("0");

    DeadStream dead = new DeadStream(inbox.link, inbox.keys, STAGE);
    dead.replay(List.of(dead.after("0-0", 1).get(0).id()));

    assertThat(inbox.entries(inbox.inbox).get(1)).containsOnlyKeys("j", "t", "p", "x");
  }
}
