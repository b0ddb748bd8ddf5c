package io.streamweir.internal.feature.cancel;

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
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.results.ResultChannel;
import io.streamweir.internal.feature.results.ResultStore;
import io.streamweir.internal.housekeeping.PromoteScript;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.ChangeCounters;
import io.streamweir.internal.settle.Delay;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.settle.Store;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a job first, stands: a cancel or a settlement. */
@WithRedis
public class CancelScriptIT {
  private static final Duration TTL = Duration.ofSeconds(90);
  private static final long WEEK = Duration.ofDays(7).toMillis();

  private final List<ResultMessage> heard = new CopyOnWriteArrayList<>();
  private TestInbox inbox;
  private ResultChannel channel;
  private CancelScript cancel;
  private SettleScript settle;
  private PromoteScript promote;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    cancel = new CancelScript(inbox.link, inbox.keys, pipeline().facts());
    settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT, SIDE), TTL);
    promote = new PromoteScript(inbox.link, inbox.keys, List.of(STAGE, NEXT));
    CompletableFuture<Void> ready = new CompletableFuture<>();
    channel =
        new ResultChannel(inbox.link, List.of(inbox.keys), heard::add, () -> ready.complete(null));
    await().atMost(PATIENCE).until(ready::isDone);
  }

  @AfterEach
  void close() {
    channel.close();
    inbox.close();
  }

  public static Pipeline<Text> pipeline() {
    return Pipeline.named("p")
        .accepts(Text.class)
        .resultTtl(TTL)
        .stage(STAGE, Text.class, (text, context) -> Outcome.forward(text))
        .stage(NEXT, Text.class, (text, context) -> Outcome.<Text>finish(text))
        .build();
  }

  @Test
  void storesPublishesAndMarksAJobThatHasNoEnd() {
    long before = inbox.queries.now();

    assertThat(cancel("a")).isEqualTo(new CancelScript.Reply(true, Optional.empty()));

    assertThat(stored("a").orElseThrow().cancelled()).isTrue();
    assertThat(Long.parseLong(inbox.say(Command.of("PTTL"), inbox.keys.result("a"))))
        .isBetween(80_000L, 90_000L);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).hasSize(1));
    assertThat(heard.get(0).jobId()).isEqualTo("a");
    assertThat(heard.get(0).finished()).isFalse();
    assertThat(cancelled(0)).hasSize(1);
    assertThat(cancelled(0).get(0).score()).isBetween(before + WEEK, inbox.queries.now() + WEEK);
  }

  @Test
  void leavesAJobThatHasEndedAsItIs() {
    List<String> ids = inbox.pending("c", 2);
    settle(store(ids.get(0), "a"), bury(ids.get(1), "b"));

    assertThat(cancel("a").ended().orElseThrow().finished()).isTrue();
    assertThat(cancel("b").ended().orElseThrow().reason()).isEqualTo("rejected");
    assertThat(cancel("a").now()).isFalse();

    assertThat(cancelled(0)).isEmpty();
    assertThat(stored("a").orElseThrow().finished()).isTrue();
    expectHeard("a", "b");
  }

  @Test
  void happensOnceThoughTheResultIsForgotten() {
    cancel("a");

    assertThat(cancel("a").ended().orElseThrow().cancelled()).isTrue();
    inbox.ask(Command.of("DEL"), inbox.keys.result("a"));
    assertThat(cancel("a")).isEqualTo(new CancelScript.Reply(false, Optional.empty()));

    assertThat(stored("a")).isEmpty();
    expectHeard("a");
  }

  @Test
  void leavesOnlyAMarkWhereTheJobMayBeElsewhere() {
    assertThat(inbox.link.await(cancel.cancelWithoutResult("a")).now()).isTrue();

    assertThat(stored("a")).isEmpty();
    assertThat(cancelled(0)).extracting(PromoteScript.Cancelled::jobId).containsExactly("a");
    assertThat(settle(store(inbox.pending("c", 1).get(0), "a")).overtaken()).containsExactly(1L);
    assertThat(stored("a")).isEmpty();
  }

  @Test
  void letsNothingEndOrDelayTheJobAfterIt() {
    List<String> ids = inbox.pending("c", 6);
    for (String job : List.of("a", "b", "c", "d")) {
      cancel(job);
    }

    SettleScript.Reply reply =
        settle(
            store(ids.get(0), "a"),
            bury(ids.get(1), "b"),
            delay(ids.get(2), "c"),
            forward(ids.get(3), "d"),
            store(ids.get(4), "e"),
            bury(ids.get(5), "f"));

    assertThat(reply.overtaken()).containsExactly(1L, 2L, 3L);
    assertThat(reply.fenced()).isEmpty();
    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.counters("hits")).as("only what took effect").isEqualTo(Map.of("x", 1L));
    assertThat(inbox.length(inbox.keys.dead(STAGE))).isEqualTo(1);
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isZero();
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).as("stopped there").containsExactly("d");
    assertThat(stored("a").orElseThrow().cancelled()).isTrue();
    assertThat(stored("b").orElseThrow().cancelled()).isTrue();
    expectHeard("a", "b", "c", "d", "e", "f");
  }

  @Test
  void fencesBeforeItAsksForMarks() {
    List<String> ids = inbox.pending("c", 1);
    cancel("a");
    assertThat(settle(store(ids.get(0), "a")).overtaken()).containsExactly(1L);

    SettleScript.Reply again = settle(store(ids.get(0), "a"));

    assertThat(again.fenced()).containsExactly(1L);
    assertThat(again.overtaken()).isEmpty();
    assertThat(inbox.counters("hits")).isEmpty();
  }

  @Test
  void endsEntriesOfCancelledJobsAndRepairsOnlyWhatAFailoverUndid() {
    List<String> ids = inbox.pending("c", 4);
    cancel("known");
    inbox.ask(Command.of("DEL"), inbox.keys.result("known"));
    settle(store(ids.get(0), "finished"));

    settle(
        cancelled(ids.get(1), "known"),
        cancelled(ids.get(2), "undone"),
        cancelled(ids.get(3), "finished"));

    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(stored("known")).as("told before, and forgotten since").isEmpty();
    assertThat(stored("undone").orElseThrow().cancelled()).isTrue();
    assertThat(stored("finished").orElseThrow().finished()).isTrue();
    expectHeard("known", "finished", "undone");
  }

  @Test
  void remembersTheMarkForLongerThanAnythingIsDelayed() {
    long month = Duration.ofDays(30).toMillis();
    inbox.link.await(
        new AppendScript(inbox.link, inbox.keys, NEXT, 100)
            .run(List.of(new AppendScript.Job(plain("z"), month, null, 0)), null));
    inbox.ask(Command.of("ZADD"), inbox.keys.later(STAGE), "1e300", "a stranger's");
    long before = inbox.queries.now();

    cancel("a");
    cancel("b");

    List<PromoteScript.Cancelled> cancelled = cancelled(0);
    assertThat(cancelled).extracting(PromoteScript.Cancelled::jobId).containsExactly("a", "b");
    assertThat(cancelled.get(0).score())
        .isBetween(before + month + WEEK - 1_000, before + month + WEEK + 60_000);
    assertThat(cancelled.get(1).score()).isGreaterThan(cancelled.get(0).score());
  }

  @Test
  void tellsEachMarkOnce() {
    cancel("a");
    PromoteScript.Reply first = inbox.link.await(promote.run(10, 0));
    assertThat(first.highestCancelled()).isEqualTo(first.cancelled().get(0).score());
    assertThat(cancelled(first.highestCancelled())).isEmpty();

    cancel("b");

    assertThat(cancelled(first.highestCancelled()))
        .extracting(PromoteScript.Cancelled::jobId)
        .containsExactly("b");
  }

  @Test
  void dropsMarksWhoseTimeIsOver() {
    String cancelled = inbox.keys.cancelled();
    inbox.ask(Command.of("ZADD"), cancelled, "5", "old");
    cancel("old");
    assertThat(cancelled(0)).extracting(PromoteScript.Cancelled::jobId).containsExactly("old");

    inbox.ask(Command.of("DEL"), cancelled);
    inbox.ask(Command.of("ZADD"), cancelled, "5", "older", "6", "oldest");
    PromoteScript.Reply reply = inbox.link.await(promote.run(10, 0));

    assertThat(reply.cancelled()).isEmpty();
    assertThat(reply.highestCancelled()).isZero();
    assertThat(inbox.say(Command.of("EXISTS"), cancelled)).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "result", "later"})
  void doesNothingWhereAKeyHoldsSomethingElse(String which) {
    String key =
        switch (which) {
          case "cancelled" -> inbox.keys.cancelled();
          case "result" -> inbox.keys.result("a");
          default -> inbox.keys.later(NEXT);
        };
    inbox.ask(Command.of("LPUSH"), key, "something else");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> cancel("a"))
        .withMessageContaining(key)
        .returns("WRONGTYPE", RedisCallException::code);

    inbox.ask(Command.of("DEL"), key);
    assertThat(cancelled(0)).isEmpty();
    assertThat(stored("a")).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void holdsUpNoSettlementAndNoPromotionWhereTheMarksAreNone() {
    List<String> ids = inbox.pending("c", 1);
    inbox.say(Command.SET, inbox.keys.cancelled(), "something else");

    assertThat(settle(store(ids.get(0), "a")).overtaken()).isEmpty();
    assertThat(inbox.link.await(promote.run(10, 0)).cancelled()).isEmpty();

    assertThat(stored("a").orElseThrow().finished()).isTrue();
  }

  private CancelScript.Reply cancel(String job) {
    return inbox.link.await(cancel.cancel(job));
  }

  private List<PromoteScript.Cancelled> cancelled(long known) {
    return inbox.link.await(promote.run(0, known)).cancelled();
  }

  private Optional<ResultMessage> stored(String job) {
    return inbox.link.await(new ResultStore(inbox.link).find(inbox.keys, job));
  }

  /** These and no others, in this order; the last one is told by a message behind them all. */
  private void expectHeard(String... jobs) {
    cancel("the-last");
    await()
        .atMost(PATIENCE)
        .until(() -> heard.stream().anyMatch(message -> message.jobId().equals("the-last")));
    assertThat(heard.subList(0, heard.size() - 1))
        .extracting(ResultMessage::jobId)
        .containsExactly(jobs);
  }

  private SettleScript.Reply settle(Settlement... batch) {
    return inbox.link.await(settle.run(List.of(batch)));
  }

  private static ChangeCounters hit() {
    return new ChangeCounters(List.of(Count.one("hits", "x")));
  }

  private static Settlement store(String id, String job) {
    ResultMessage message = ResultMessage.finished(job, STAGE, utf8("result of " + job));
    return new Settlement(id, List.of(new Store(job, message), hit()));
  }

  private static Settlement bury(String id, String job) {
    ResultMessage failure = ResultMessage.failed(job, STAGE, "rejected", "why", 1);
    return new Settlement(id, List.of(new Bury("rejected", "why", 1, job, failure)));
  }

  private static Settlement delay(String id, String job) {
    return new Settlement(id, List.of(new Delay(60_000, plain(job), id), hit()));
  }

  private static Settlement forward(String id, String job) {
    return new Settlement(id, List.of(new Append(0, plain(job))));
  }

  private static Settlement cancelled(String id, String job) {
    return new Settlement(id, List.of(new EndCancelled(job, ResultMessage.cancelled(job))));
  }
}
