package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.internal.wire.Resp;
import io.streamweir.pipeline.Count;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class SettleIT {
  private static final Duration TTL = Duration.ofSeconds(90);
  private TestInbox inbox;
  private SettleScript script;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    script = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT, SIDE), TTL);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void forwardsARunInOrderAndAcknowledgesIt() {
    List<String> ids = inbox.pending("c", 3);

    SettleScript.Reply reply =
        settle(forward(ids.get(0), "a"), forward(ids.get(1), "b"), forward(ids.get(2), "c"));

    assertThat(reply.fenced()).isEmpty();
    assertThat(reply.targetLengths()).containsExactly(3L, SettleScript.NOT_ASKED);
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a", "b", "c");
    assertThat(inbox.entries(inbox.keys.inbox(NEXT)).get(0))
        .containsOnly(entry("j", "a"), entry("t", "1234"), entry("p", "payload of a"));
    assertThat(inbox.pendingNow()).isEmpty();
  }

  @Test
  void endsARunWithoutAnyEffect() {
    List<String> ids = inbox.pending("c", 3);

    assertThat(settle(Settlement.end(ids.get(0)), Settlement.end(ids.get(2))).fenced()).isEmpty();

    assertThat(inbox.pendingNow()).extracting(InboxQueries.Pending::id).containsExactly(ids.get(1));
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
  }

  @Test
  void changesRunsWithinABatchInOrder() {
    List<String> ids = inbox.pending("c", 6);

    SettleScript.Reply reply =
        settle(
            forward(ids.get(0), "a"),
            Settlement.end(ids.get(1)),
            to(1, ids.get(2), "b"),
            new Settlement(
                ids.get(3),
                List.of(
                    new Append(0, plain("c")),
                    new Append(1, plain("d")),
                    new Append(0, plain("e")))),
            Settlement.end(ids.get(4)),
            forward(ids.get(5), "f"));

    assertThat(reply.targetLengths()).containsExactly(4L, 2L);
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a", "c", "e", "f");
    assertThat(inbox.jobs(inbox.keys.inbox(SIDE))).containsExactly("b", "d");
    assertThat(inbox.pendingNow()).isEmpty();
  }

  @Test
  void doesNothingTheSecondTime() {
    List<Settlement> all = oneOfEachKind(inbox.pending("c", 7));
    assertThat(settle(all).fenced()).isEmpty();
    List<Object> before = inbox.everything("hits");
    assertThat(inbox.counters("hits")).containsOnly(entry("x", 10L));

    assertThat(settle(all).fenced()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);

    assertThat(inbox.everything("hits")).isEqualTo(before);
  }

  @Test
  void fencesOnlyThoseThatAnotherWorkerHasSettled() {
    List<String> ids = inbox.pending("c", 7);
    List<Settlement> all = oneOfEachKind(ids);
    inbox.acknowledge(List.of(ids.get(0), ids.get(2), ids.get(3), ids.get(6)));

    assertThat(settle(all).fenced()).containsExactly(1L, 3L, 4L, 7L);

    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).isEmpty();
    assertThat(inbox.counters("hits")).isEmpty();
    assertThat(inbox.length(inbox.keys.dead(STAGE))).isEqualTo(1);
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isEqualTo(1);
    assertThat(inbox.pendingNow()).isEmpty();
  }

  @Test
  void fencesAnEntryThatWasNeverDelivered() {
    inbox.createGroup();
    List<String> ids = inbox.fill(1);

    assertThat(settle(forward(ids.get(0), "a")).fenced()).containsExactly(1L);
    assertThat(settle(forward("5-5", "a")).fenced()).containsExactly(1L);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
  }

  @Test
  void addsUpCountersOfABatch() {
    List<String> ids = inbox.pending("c", 3);
    List<Settlement> batch = new ArrayList<>();
    for (String id : ids) {
      batch.add(
          change(
              id,
              new Count("hits", "x", 2),
              new Count("hits", "ü \n", -3),
              new Count("sizes", "x", 1L << 40),
              new Count("hits", "x", 5)));
    }

    settle(batch);

    assertThat(inbox.counters("hits")).containsOnly(entry("x", 21L), entry("ü \n", -9L));
    assertThat(inbox.counters("sizes")).containsOnly(entry("x", 3L << 40));
  }

  @Test
  void passesOverACounterThatHoldsText() {
    List<String> ids = inbox.pending("c", 1);
    inbox.ask(Command.HSET, inbox.keys.state("hits"), "x", "text");

    settle(change(ids.get(0), Count.one("hits", "x"), Count.one("other", "y")));

    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.counters("other")).containsOnly(entry("y", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"later", "dead", "next", "side", "state"})
  void acknowledgesNothingWhereAKeyHoldsSomethingElse(String which) {
    List<Settlement> all = oneOfEachKind(inbox.pending("c", 7));
    Keys keys = inbox.keys;
    String key =
        switch (which) {
          case "later" -> keys.later(STAGE);
          case "dead" -> keys.dead(STAGE);
          case "next" -> keys.inbox(NEXT);
          case "side" -> keys.inbox(SIDE);
          default -> keys.state("hits");
        };
    inbox.say(Command.SET, key, "something else");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> settle(all))
        .withMessageContaining(key)
        .returns("WRONGTYPE", RedisCallException::code)
        .returns(false, RedisCallException::passing);

    assertThat(inbox.pendingNow()).hasSize(7);
    inbox.ask(Command.of("DEL"), key);
    assertThat(inbox.everything("hits").subList(0, 3)).containsOnly(List.of());
    assertThat(settle(all).fenced()).isEmpty();
  }

  @Test
  void delaysByTheServersClock() {
    List<String> ids = inbox.pending("c", 2);
    long before = inbox.queries.now();

    settle(
        delay(ids.get(0), 60_000, NewEntry.submitted("a", 5, utf8("p"), "k=v")),
        delay(ids.get(1), 60_000, NewEntry.submitted("a", 5, utf8("p"), "k=v")));

    List<Object> later = inbox.ask(Command.ZRANGE, inbox.keys.later(STAGE), 0, -1, "WITHSCORES");
    assertThat(later).as("two equal entries stay two").hasSize(4);
    assertThat(Resp.number(later.get(1))).isBetween(before + 60_000, inbox.queries.now() + 60_000);
  }

  @Test
  void buriesAnEntryWithAllItsFields() {
    inbox.createGroup();
    byte[] binary = {0, -1, 10, 13, 127};
    inbox.append("j", "job", "p", binary, "own", "field", "", "nameless", "j", "twice");
    String id = inbox.deliver("c", 1).get(0);

    settle(bury(id, "job"));

    assertThat(inbox.entries(inbox.keys.dead(STAGE)).get(0))
        .contains(
            entry("reason", "rejected"),
            entry("error", "what happened"),
            entry("attempts", "3"),
            entry("entry", id),
            entry("f:own", "field"),
            entry("f:", "nameless"));
    List<DeadStream.Letter> letters =
        new DeadStream(inbox.link, inbox.keys, STAGE).after("0-0", 10);
    assertThat(letters.get(0).fields().get("p")).isEqualTo(binary);
    assertThat(letters.get(0).attempts()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 3_990, 4_010, 20_000})
  void buriesForeignGarbageOfManyFields(int count) {
    inbox.createGroup();
    Object[] fields = IntStream.range(0, 2 * count).mapToObj(i -> "w" + i).toArray();
    inbox.append(fields);
    inbox.fill(1);
    List<String> ids = inbox.deliver("c", 2);

    settle(
        new Settlement(ids.get(0), List.of(new Bury("malformed", "no job", 1, null, failure("")))),
        forward(ids.get(1), "a"));

    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.entries(inbox.keys.dead(STAGE)).get(0))
        .contains(entry("reason", "malformed"), entry("f:w0", "w1"))
        .satisfies(
            letter ->
                assertThat(letter.getOrDefault("omitted", "0"))
                    .isEqualTo("" + Math.max(0, count - 2_000)));
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a");
  }

  @Test
  void buriesAnEntryThatSomebodyDeleted() {
    List<String> ids = inbox.pending("c", 1);
    inbox.ask(Command.XDEL, inbox.inbox, ids.get(0));

    assertThat(settle(bury(ids.get(0), "job-0")).fenced()).isEmpty();

    assertThat(inbox.entries(inbox.keys.dead(STAGE)).get(0))
        .containsOnlyKeys("reason", "error", "attempts", "entry");
  }

  @Test
  void storesAndPublishesResultsAndFailures() {
    List<String> ids = inbox.pending("c", 2);
    List<ResultMessage> heard = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> ready = new CompletableFuture<>();
    try (ResultChannel channel =
        new ResultChannel(
            inbox.link, List.of(inbox.keys), heard::add, () -> ready.complete(null))) {
      await().atMost(PATIENCE).until(ready::isDone);

      settle(store(ids.get(0), "job-a"), bury(ids.get(1), "job-b"));

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).hasSize(2));
      assertThat(channel).isNotNull();
    }
    assertThat(heard).extracting(ResultMessage::jobId).containsExactly("job-a", "job-b");
    assertThat(heard.get(0).payload()).isEqualTo(utf8("result of job-a"));
    ResultStore store = new ResultStore(inbox.link);
    assertThat(inbox.link.await(store.find(inbox.keys, "job-a")).orElseThrow().finished()).isTrue();
    assertThat(inbox.link.await(store.find(inbox.keys, "job-b")).orElseThrow())
        .returns(false, ResultMessage::finished)
        .returns("rejected", ResultMessage::reason);
    for (String job : List.of("job-a", "job-b")) {
      assertThat(Long.parseLong(inbox.say(Command.of("PTTL"), inbox.keys.result(job))))
          .isBetween(80_000L, 90_000L);
    }
  }

  @Test
  void settlesALargeBatchOfResults() {
    List<String> ids = inbox.pending("c", 4096);
    List<Settlement> batch = ids.stream().map(id -> store(id, "r" + id)).toList();

    assertThat(settle(batch).fenced()).isEmpty();

    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.say(Command.of("EXISTS"), inbox.keys.result("r" + ids.get(4095))))
        .isEqualTo("1");
  }

  @Test
  void carriesAnyBytes() {
    List<String> ids = inbox.pending("c", 1);
    byte[] payload = new byte[1 << 20];
    new java.util.Random(7).nextBytes(payload);

    settle(
        new Settlement(
            ids.get(0), List.of(new Append(0, NewEntry.submitted("a", 1, payload, null)))));

    List<Object> range = inbox.ask(Command.XRANGE, inbox.keys.inbox(NEXT), "-", "+");
    List<?> fields = Resp.list(Resp.list(range.get(0)).get(1));
    assertThat((byte[]) fields.get(5)).isEqualTo(payload);
  }

  @Test
  void isSentInFullWhereTheServerHasForgottenIt(RedisSpace space) {
    List<String> ids = inbox.pending("c", 2);
    settle(forward(ids.get(0), "a"));
    inbox.link.await(
        inbox.link.shared().send(Command.of("SCRIPT"), Reply.STATUS, Call.args().add("FLUSH")));

    settle(forward(ids.get(1), "b"));

    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a", "b");
  }

  /** Forward, end, fan-out with counts, count, bury, delay and result with counts. */
  static List<Settlement> oneOfEachKind(List<String> ids) {
    return List.of(
        forward(ids.get(0), "a"),
        Settlement.end(ids.get(1)),
        new Settlement(
            ids.get(2),
            List.of(
                new Append(1, plain("b")),
                new Append(0, plain("c")),
                new ChangeCounters(List.of(new Count("hits", "x", 7))))),
        change(ids.get(3), Count.one("hits", "x")),
        bury(ids.get(4), "job-4"),
        delay(ids.get(5), 60_000, plain("job-5")),
        new Settlement(
            ids.get(6),
            List.of(
                new Store("job-6", ResultMessage.finished("job-6", STAGE, new byte[0])),
                new ChangeCounters(List.of(new Count("hits", "x", 2))))));
  }

  private static Settlement forward(String id, String job) {
    return to(0, id, job);
  }

  private static Settlement to(int target, String id, String job) {
    return new Settlement(id, List.of(new Append(target, plain(job))));
  }

  private static Settlement change(String id, Count... counts) {
    return new Settlement(id, List.of(new ChangeCounters(List.of(counts))));
  }

  private static Settlement delay(String id, long millis, NewEntry entry) {
    return new Settlement(id, List.of(new Delay(millis, entry, id)));
  }

  private static Settlement store(String id, String job) {
    ResultMessage message = ResultMessage.finished(job, STAGE, utf8("result of " + job));
    return new Settlement(id, List.of(new Store(job, message)));
  }

  private static Settlement bury(String id, String job) {
    return new Settlement(id, List.of(new Bury("rejected", "what happened", 3, job, failure(job))));
  }

  private static ResultMessage failure(String job) {
    return ResultMessage.failed(job, STAGE, "rejected", "what happened", 3);
  }

  private SettleScript.Reply settle(Settlement... batch) {
    return settle(List.of(batch));
  }

  private SettleScript.Reply settle(List<Settlement> batch) {
    return inbox.link.await(script.run(batch));
  }
}
