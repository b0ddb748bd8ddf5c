package io.streamweir.internal.feature.gather;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.gather.GatherStore.Name;
import io.streamweir.internal.feature.gather.OverdueScript.Ended;
import io.streamweir.internal.feature.gather.SplitScript.Position;
import io.streamweir.internal.feature.gather.SplitScript.State;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.GatherPolicy;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code split.lua}, {@code settle.lua} and {@code overdue.lua} do to a gather. */
@WithRedis
class GatherScriptIT {
  private static final Duration TTL = Duration.ofSeconds(90);
  private static final GatherPolicy FAIL = GatherPolicy.failWhole();
  private static final GatherPolicy COLLECT = GatherPolicy.collect();
  private static final Name NAME = new Name(STAGE, "", "job");
  private static final ResultMessage FAILURE =
      ResultMessage.failed("job", NEXT, "rejected", "no", 1);

  private TestInbox inbox;
  private GatherStore store;
  private SettleScript splits;
  private SettleScript parts;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    store = new GatherStore(inbox.link, inbox.keys);
    splits = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), TTL);
    parts = new SettleScript(inbox.link, inbox.keys, NEXT, List.of(SIDE), TTL);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private Entry entry(String... more) {
    inbox.append("j", "job", "t", 7, "p", "original", "h", "k=v");
    String id = inbox.deliver("c", 1).get(0);
    return fields(id, more);
  }

  private static Entry fields(String id, String... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(utf8("j"), utf8("job"), utf8("t"), utf8("7"), utf8("p"), utf8("original")));
    for (String word : more) {
      words.add(utf8(word));
    }
    return Entry.of(utf8(id), words, 1);
  }

  private SplitScript script(GatherPolicy policy, String consumer) {
    return new SplitScript(inbox.link, inbox.keys, STAGE, NEXT, 1_000, policy, consumer);
  }

  private static List<byte[]> payloads(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> utf8("part " + i)).toList();
  }

  /** Appends parts {@code 0} to {@code parts - 1}; answers with where that leads. */
  private Position split(Entry entry, GatherPolicy policy, int parts) {
    SplitScript script = script(policy, "c");
    Position begun = script.open(entry, false).join();
    return script.append(entry, begun, "k=v", payloads(0, parts), "sum").join();
  }

  private GatherPlace place(Position at, int part) {
    return new GatherPlace(STAGE, SIDE, "", at.generation(), part);
  }

  private SettleScript.Reply closeSplit(Entry entry, Position at) {
    Effect close = new CloseSplit(place(at, 0), "job", at.made(), at.checksum());
    return inbox.link.await(splits.run(List.of(new Settlement(entry.id(), List.of(close)))));
  }

  private List<String> deliverParts(int count) {
    new EntryReader(inbox.link, inbox.keys.inbox(NEXT), "any").createGroup().join();
    List<Object> reply =
        inbox.ask(
            Command.XREADGROUP,
            "GROUP",
            Keys.GROUP,
            "c",
            "COUNT",
            count,
            "STREAMS",
            inbox.keys.inbox(NEXT),
            ">");
    return Resp.list(Resp.list(reply.get(0)).get(1)).stream()
        .map(one -> Resp.text(Resp.list(one).get(0)))
        .toList();
  }

  private SettleScript.Reply end(String id, GatherPlace place, String result) {
    NewEntry entry = NewEntry.submitted("job", 7, utf8(result), null);
    return settlePart(id, new EndPart(place, "job", entry));
  }

  private SettleScript.Reply fail(String id, GatherPlace place) {
    Bury bury = new Bury("rejected", "no", 1, "job", FAILURE);
    return settlePart(id, new BuryPart(bury, List.of(place), null));
  }

  private SettleScript.Reply settlePart(String id, Effect effect) {
    return inbox.link.await(parts.run(List.of(new Settlement(id, List.of(effect)))));
  }

  private String result(int part) {
    byte[] value = store.results(NAME, part, 1).join().get(0);
    return value == null ? "none" : TestInbox.text(value);
  }

  private boolean open() {
    return store.open().join() > 0;
  }

  private List<Map<String, String>> fired() {
    return inbox.entries(inbox.keys.inbox(SIDE));
  }

  @Test
  void appendsAChunkOnceHoweverOftenItIsSent() {
    Entry entry = entry("g", "outer/5-5", "o", "3");
    SplitScript script = script(FAIL, "c");
    Position begun = script.open(entry, false).join();
    assertThat(begun).isEqualTo(new Position(State.AT, entry.id(), 0, ""));
    for (int i = 0; i < 3; i++) {
      assertThat(script.append(entry, begun, "k=v", payloads(0, 2), "a").join())
          .isEqualTo(new Position(State.AT, entry.id(), 2, "a"));
    }
    assertThat(script.open(entry, false).join().made()).isEqualTo(2);
    assertThat(inbox.entries(inbox.keys.inbox(NEXT)))
        .containsExactly(part(entry, 0), part(entry, 1));
  }

  private static Map<String, String> part(Entry split, int index) {
    String place = "work/" + split.id() + " outer/5-5";
    return Map.of(
        "j", "job", "t", "7", "p", "part " + index, "o", "3." + index, "g", place, "h", "k=v");
  }

  @Test
  void appendsNothingForWhoeverLostTheEntry() {
    Entry entry = entry();
    assertThat(script(FAIL, "other").open(entry, false).join().state()).isEqualTo(State.LOST);
    Position begun = script(FAIL, "c").open(entry, false).join();
    assertThat(script(FAIL, "other").append(entry, begun, null, payloads(0, 1), "a").join().state())
        .isEqualTo(State.LOST);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
  }

  @Test
  void waitsForRoom() {
    Entry entry = entry();
    SplitScript narrow = new SplitScript(inbox.link, inbox.keys, STAGE, NEXT, 2, FAIL, "c");
    Position at = narrow.open(entry, false).join();
    at = narrow.append(entry, at, null, payloads(0, 2), "a").join();
    assertThat(narrow.append(entry, at, null, payloads(2, 3), "b").join().state())
        .isEqualTo(State.FULL);
    end(deliverParts(1).get(0), place(at, 0), "x");
    assertThat(narrow.append(entry, at, null, payloads(2, 3), "b").join().made()).isEqualTo(3);
  }

  @Test
  void firesOnceWithTheEntryAsItWas() {
    Entry entry = entry();
    Position at = split(entry, FAIL, 3);
    List<String> ids = deliverParts(3);
    end(ids.get(2), place(at, 2), "c");
    end(ids.get(0), place(at, 0), "a");
    end(ids.get(1), place(at, 1), "b");
    assertThat(fired()).as("the split may have more").isEmpty();
    assertThat(closeSplit(entry, at).fenced()).isEmpty();
    assertThat(fired()).containsExactly(Map.of("j", "job", "t", "7", "p", "original", "h", "k=v"));
    assertThat(open()).isFalse();
    assertThat(List.of(result(0), result(1), result(2))).containsExactly("a", "b", "c");
    assertThat(end(ids.get(0), place(at, 0), "late").fenced()).containsExactly(1L);
    assertThat(result(0)).isEqualTo("a");
  }

  @Test
  void countsAPartOnceEvenIfTwoEntriesClaimToBeIt() {
    Entry entry = entry();
    Position at = split(entry, FAIL, 2);
    closeSplit(entry, at);
    List<String> ids = deliverParts(2);
    end(ids.get(0), place(at, 0), "a");
    end(ids.get(1), place(at, 0), "b");
    assertThat(fired()).isEmpty();
    assertThat(result(0)).isEqualTo("a");
  }

  @Test
  void partsOfAnEarlierGenerationDoNotCount() {
    Entry entry = entry();
    Position before = split(entry, FAIL, 2);
    Position again = script(FAIL, "c").open(entry, true).join();
    assertThat(again).isEqualTo(new Position(State.AT, entry.id() + ".1", 0, ""));
    assertThat(closeSplit(entry, before).fenced())
        .as("whoever made the first ones may not end the split")
        .containsExactly(1L);
    assertThat(inbox.pendingNow()).as("it is not even acknowledged").hasSize(1);
    String id = deliverParts(1).get(0);
    assertThat(end(id, place(before, 0), "old").overtaken()).containsExactly(1L);
    assertThat(closeSplit(entry, again).fenced()).isEmpty();
    assertThat(fired()).hasSize(1);
    assertThat(result(0)).isEqualTo("none");
  }

  @Test
  void failsTheWholeOnceAndStopsTheOthers() {
    Entry entry = entry();
    Position at = split(entry, FAIL, 3);
    closeSplit(entry, at);
    List<String> ids = deliverParts(3);
    fail(ids.get(0), place(at, 0));
    assertThat(new ResultStore(inbox.link).find(inbox.keys, "job").join().orElseThrow())
        .returns("rejected", ResultMessage::reason)
        .returns(NEXT, ResultMessage::stage);
    assertThat(store.find(NAME).join()).isEmpty();
    assertThat(open()).isFalse();
    assertThat(inbox.ask(Command.ZRANGE, inbox.keys.cancelled(), 0, -1))
        .extracting(Resp::text)
        .containsExactly(place(at, 0).cancelledName("job"));
    assertThat(fail(ids.get(1), place(at, 1)).overtaken()).containsExactly(1L);
    assertThat(end(ids.get(2), place(at, 2), "c").overtaken()).containsExactly(1L);
    assertThat(inbox.length(inbox.keys.dead(NEXT))).isEqualTo(1);
    assertThat(fired()).isEmpty();
  }

  @Test
  void aSplitWhoseGatherHasFailedDoesNotBeginAnew() {
    Entry entry = entry();
    Position at = split(entry, FAIL, 2);
    fail(deliverParts(1).get(0), place(at, 0));
    SplitScript script = script(FAIL, "c");
    assertThat(script.append(entry, at, null, payloads(2, 3), "b").join().state())
        .isEqualTo(State.OVER);
    assertThat(script.open(entry, false).join().state()).isEqualTo(State.OVER);
    assertThat(closeSplit(entry, at).fenced()).containsExactly(1L);
    Entry retried = fields(inboxEntry(), "a", "2");
    assertThat(script.open(retried, false).join().state()).isEqualTo(State.OVER);
    Entry submittedAgain = fields(inboxEntry());
    assertThat(script.open(submittedAgain, false).join().state()).isEqualTo(State.AT);
  }

  private String inboxEntry() {
    return inbox.deliverOne("j", "job", "t", "7", "p", "original");
  }

  @Test
  void listsFailuresWhereItCollects() {
    Entry entry = entry();
    Position at = split(entry, COLLECT, 2);
    closeSplit(entry, at);
    List<String> ids = deliverParts(2);
    fail(ids.get(1), place(at, 1));
    end(ids.get(0), place(at, 0), "a");
    assertThat(fired()).hasSize(1);
    assertThat(new ResultStore(inbox.link).find(inbox.keys, "job").join()).isEmpty();
    assertThat(result(1)).isEqualTo("!");
    String listed = TestInbox.text(store.failures(NAME, 1, 1).join().get(0));
    assertThat(listed).isEqualTo("1 " + TestInbox.text(FAILURE.bytes()));
    assertThat(inbox.length(inbox.keys.dead(NEXT))).isEqualTo(1);
  }

  private Ended overdue(RedisLink link, Position at) {
    GatherStore.OpenGather gather = store.find(NAME).join().orElseThrow();
    OverdueScript script = new OverdueScript(link, inbox.keys, ResultKeeping.stored(TTL));
    return link.await(script.end(gather, place(at, 0), List.of(), FAILURE));
  }

  private void makeOverdue() {
    inbox.ask(Command.of("ZADD"), inbox.keys.gathers(), 1, "work::job");
  }

  @Test
  void endsAGatherThatIsOverdueOnce() {
    Entry entry = entry();
    Position at = split(entry, COLLECT, 2);
    closeSplit(entry, at);
    String id = deliverParts(1).get(0);
    assertThat(overdue(inbox.link, at)).isEqualTo(Ended.EARLY);
    makeOverdue();
    assertThat(store.overdue(2, 10).join()).containsExactly(NAME);
    assertThat(overdue(inbox.link, at)).isEqualTo(Ended.GATHERED);
    assertThat(overdue(inbox.link, at)).isEqualTo(Ended.GONE);
    assertThat(fired()).hasSize(1);
    assertThat(end(id, place(at, 0), "late").overtaken()).containsExactly(1L);
    assertThat(result(0)).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "gathers", "gather inbox"})
  void endsNoPartWhereAKeyHoldsSomethingElse(String which) {
    Entry entry = entry();
    Position at = split(entry, FAIL, 1);
    String id = deliverParts(1).get(0);
    String key =
        switch (which) {
          case "state" -> inbox.keys.gather(STAGE, "", "job");
          case "gathers" -> inbox.keys.gathers();
          default -> inbox.keys.inbox(SIDE);
        };
    inbox.ask(Command.of("DEL"), key);
    inbox.say(Command.SET, key, "something else");
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> end(id, place(at, 0), "a"))
        .withMessageContaining(key)
        .returns("WRONGTYPE", RedisCallException::code);
    assertThat(entry.id()).isNotEmpty();
    assertThat(inbox.link.await(inbox.queries.pending(inbox.keys.inbox(NEXT), 0, 10))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "gathers"})
  void settlesNoPartWhereAKeyOfItsGatherHoldsSomethingElse(String which) {
    Entry entry = entry();
    Position at = split(entry, FAIL, 2);
    closeSplit(entry, at);
    String id = deliverParts(1).get(0);
    String key = which.equals("gathers") ? inbox.keys.gathers() : inbox.keys.cancelled();
    inbox.say(Command.of("DEL"), key);
    inbox.say(Command.SET, key, "something else");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> fail(id, place(at, 0)))
        .withMessageContaining(key);

    assertThat(inbox.link.await(inbox.queries.pending(inbox.keys.inbox(NEXT), 0, 10))).hasSize(1);
    assertThat(inbox.length(inbox.keys.dead(NEXT))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"left", "failed", "entry"})
  void settlesAPartWhateverSomebodyHasWrittenIntoItsGather(String field) {
    Entry entry = entry();
    Position at = split(entry, COLLECT, 1);
    closeSplit(entry, at);
    String id = deliverParts(1).get(0);
    String state = inbox.keys.gather(STAGE, "", "job");
    inbox.say(Command.HSET, state, field, "something else");

    assertThat(fail(id, place(at, 0)).fenced()).isEmpty();

    assertThat(inbox.link.await(inbox.queries.pending(inbox.keys.inbox(NEXT), 0, 10))).isEmpty();
    assertThat(inbox.length(inbox.keys.dead(NEXT))).isEqualTo(1);
  }
}
