package io.streamweir.internal.housekeeping;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.internal.feature.cancel.CancelScriptIT;
import io.streamweir.internal.feature.gather.CloseSplit;
import io.streamweir.internal.feature.gather.GatherPlace;
import io.streamweir.internal.feature.gather.GatherStore;
import io.streamweir.internal.feature.gather.GatherStore.Name;
import io.streamweir.internal.feature.gather.OverdueScript;
import io.streamweir.internal.feature.gather.OverdueScript.Ended;
import io.streamweir.internal.feature.gather.SplitScript;
import io.streamweir.internal.feature.gather.SplitScript.Position;
import io.streamweir.internal.feature.gather.SplitScript.State;
import io.streamweir.internal.feature.schedule.ScheduleDefinition;
import io.streamweir.internal.feature.schedule.ScheduleDefinition.Origin;
import io.streamweir.internal.feature.schedule.ScheduleStore;
import io.streamweir.internal.feature.schedule.ScheduleStore.Pausing;
import io.streamweir.internal.feature.schedule.StoredSchedule;
import io.streamweir.internal.feature.window.WindowBox;
import io.streamweir.internal.feature.window.WindowScripts.Span;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.pipeline.MissedFires;
import io.streamweir.pipeline.Timing;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A full server lets go of all that waits for a time: it was there before, and makes room. */
class FullServerDrainIT {
  private static final Duration TTL = Duration.ofSeconds(90);
  private static final ResultMessage FAILURE =
      ResultMessage.failed("job", STAGE, "timeout", "late", 1);

  private static RedisServer server;
  private TestInbox inbox;

  @BeforeAll
  static void start() {
    server = RedisServer.start("--maxmemory-policy noeviction");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open(TestInfo test) {
    inbox = TestInbox.at(server.uri(), "t" + Integer.toHexString(test.getDisplayName().hashCode()));
  }

  @AfterEach
  void close() {
    memory("0");
    inbox.close();
  }

  @Test
  void promotesWhatIsDueAndTellsMarksAndFires() {
    AppendScript append = new AppendScript(inbox.link, inbox.keys, STAGE, 100);
    inbox.link.await(
        append.run(
            List.of(
                new AppendScript.Job(plain("a"), 1, null, 0),
                new AppendScript.Job(plain("b"), 2, null, 0)),
            null));
    inbox.ask(Command.of("ZADD"), inbox.keys.later(STAGE), 1, "no entry");
    inbox.ask(Command.of("ZADD"), inbox.keys.fires(), 1, "tick");
    untilPassed(2);
    PromoteScript promote = new PromoteScript(inbox.link, inbox.keys, List.of(STAGE));
    memory("1");
    inbox.link.await(
        new CancelScript(inbox.link, inbox.keys, CancelScriptIT.pipeline().facts())
            .cancel("other"));

    PromoteScript.Reply reply = inbox.link.await(promote.run(10, 0));

    assertThat(reply.moved()).isEqualTo(3);
    assertThat(reply.refusal()).isEmpty();
    assertThat(reply.cancelled())
        .extracting(PromoteScript.Cancelled::jobId)
        .containsExactly("other");
    assertThat(reply.fires()).extracting(PromoteScript.Due::schedule).containsExactly("tick");
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a", "b");
    assertThat(inbox.length(inbox.keys.dead(STAGE))).isOne();
  }

  @Test
  void letsWorkersSayThatTheyLive() {
    WorkerPresence presence = new WorkerPresence(inbox.link, "p", "web-1");
    WorkerWord idle = new WorkerWord(1, "1", List.of(STAGE), 1, List.of("normal"), Map.of());
    memory("1");

    inbox.link.await(presence.stay(idle));
    inbox.link.await(
        presence.stay(idle.with(Map.of(STAGE + "/0", new LaneWord(2_000, 1, 0, 0, "", 0, 0)))));

    long now = new InboxQueries(inbox.link).now();
    assertThat(inbox.link.await(WorkerPresence.alive(inbox.link, "p", now)).at(inbox.keys, STAGE))
        .extracting(lane -> lane.word().oldestMillis())
        .containsExactly(2_000L);
  }

  @Test
  void closesWindows() {
    WindowBox box = new WindowBox(inbox, WindowBox.window(), 100);
    List<String> ids = inbox.pending("c", 2);
    box.settle(box.everyKind(ids.get(0), 5));
    box.settle(box.filling(ids.get(1), box.event("k", 3 * WindowBox.SIZE)));
    memory("1");

    List<Span> due = box.ticks();
    assertThat(due).hasSize(1);
    assertThat(box.close(box.closing(due.get(0), box.read(due.get(0)))).closed()).isOne();

    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isOne();
    assertThat(box.openSpans()).hasSize(1);
  }

  @Test
  void endsGathersThatAreOverdue() {
    Position collects = split(GatherPolicy.collect(), "job");
    Position fails = split(GatherPolicy.failWhole(), "other");
    inbox.ask(Command.of("ZADD"), inbox.keys.gathers(), 1, "work::job", 1, "work::other");
    memory("1");

    assertThat(overdue("job", collects)).isEqualTo(Ended.GATHERED);
    assertThat(overdue("other", fails)).isEqualTo(Ended.FAILED);

    assertThat(inbox.jobs(inbox.keys.inbox(SIDE))).containsExactly("job");
  }

  /** Else a backlog of jobs that all have to be split first would wait for memory for ever. */
  @Test
  void splitsAChunkAtATimeWhileNoPartWaits() {
    Entry entry = splitEntry("job");
    SplitScript script = splitScript(GatherPolicy.collect());
    memory("1");

    Position begun = script.open(entry, false).join();
    Position one = script.append(entry, begun, null, List.of(utf8("a")), "s1").join();
    assertThat(one.state()).isEqualTo(State.AT);
    assertThat(script.open(entry, false).join()).isEqualTo(one);
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(
            () -> inbox.link.await(script.append(entry, one, null, List.of(utf8("b")), "s2")))
        .returns("OOM", RedisCallException::code);

    inbox.ask(Command.of("DEL"), inbox.keys.inbox(NEXT)); // as if it were handled and trimmed
    assertThat(script.append(entry, one, null, List.of(utf8("b")), "s2").join().made())
        .isEqualTo(2);
  }

  @Test
  void pausesAndRemovesSchedules() {
    ScheduleStore store = new ScheduleStore(inbox.link, inbox.keys);
    ScheduleDefinition definition =
        new ScheduleDefinition(
            Timing.every(Duration.ofSeconds(1)),
            null,
            MissedFires.once(),
            Origin.CLIENT,
            utf8("payload"));
    store.put("tick", null, definition, Instant.ofEpochMilli(1_000), Pausing.KEEP);
    StoredSchedule read = inbox.link.await(store.find("tick")).orElseThrow();
    memory("1");

    assertThat(store.pause("tick", read, Pausing.PAUSE)).isTrue();
    assertThat(inbox.link.await(store.firstDueMillis())).isZero();
    assertThat(store.remove("tick", read)).isTrue();
  }

  @Test
  void createsAGroupThatIsMissing() {
    inbox.fill(2);
    EntryReader reader = new EntryReader(inbox.link, inbox.inbox, "c");
    memory("1");

    assertThat(inbox.link.await(reader.createGroup())).isTrue();
    assertThat(inbox.link.await(reader.createGroup())).isFalse();

    assertThat(inbox.deliver("c", 9)).hasSize(2);
  }

  private SplitScript splitScript(GatherPolicy policy) {
    return new SplitScript(inbox.link, inbox.keys, STAGE, NEXT, 1_000, policy, "c");
  }

  private Entry splitEntry(String job) {
    inbox.createGroup();
    inbox.append("j", job, "t", 7, "p", "original");
    String id = inbox.deliver("c", 1).get(0);
    List<Object> fields =
        List.of(utf8("j"), utf8(job), utf8("t"), utf8("7"), utf8("p"), utf8("original"));
    return Entry.of(utf8(id), fields, 1);
  }

  /** A split that is over, none of whose two parts has ended. */
  private Position split(GatherPolicy policy, String job) {
    Entry entry = splitEntry(job);
    SplitScript script = splitScript(policy);
    Position begun = script.open(entry, false).join();
    Position at = script.append(entry, begun, null, List.of(utf8("a"), utf8("b")), "sum").join();
    SettleScript settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), TTL);
    Effect close = new CloseSplit(place(at), job, at.made(), at.checksum());
    inbox.link.await(settle.run(List.of(new Settlement(entry.id(), List.of(close)))));
    return at;
  }

  private static GatherPlace place(Position at) {
    return new GatherPlace(STAGE, SIDE, "", at.generation(), 0);
  }

  private Ended overdue(String job, Position at) {
    GatherStore.OpenGather gather =
        new GatherStore(inbox.link, inbox.keys).find(new Name(STAGE, "", job)).join().orElseThrow();
    OverdueScript script = new OverdueScript(inbox.link, inbox.keys, ResultKeeping.stored(TTL));
    return inbox.link.await(script.end(gather, place(at), List.of(), FAILURE));
  }

  private void untilPassed(long millis) {
    long due = inbox.queries.now() + millis;
    await().atMost(PATIENCE).until(() -> inbox.queries.now() > due);
  }

  private void memory(String bytes) {
    inbox.link.await(
        inbox
            .link
            .shared()
            .send(
                Command.of("CONFIG"),
                Reply.STATUS,
                Call.args().add("SET").add("maxmemory").add(bytes)));
  }
}
