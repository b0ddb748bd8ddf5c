package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.LEASE;
import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.internal.feature.cancel.CancelScriptIT;
import io.streamweir.internal.feature.keyed.KeyRateScript;
import io.streamweir.internal.feature.keyed.MembersScript;
import io.streamweir.internal.feature.keyed.Ownership;
import io.streamweir.internal.feature.keyed.Park;
import io.streamweir.internal.feature.keyed.TakeScript;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.feature.keyed.UnparkNext;
import io.streamweir.internal.feature.limit.LimitScript;
import io.streamweir.internal.feature.replay.DeadStream;
import io.streamweir.internal.housekeeping.DutyScript;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.RateLimit;
import io.streamweir.pipeline.StageLimits;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A server that is full takes no more work, but lets go of what it has. */
class OutOfMemoryIT {
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
    String name = "t" + Integer.toHexString(test.getDisplayName().hashCode());
    inbox = TestInbox.at(server.uri(), name);
  }

  @AfterEach
  void close() {
    memory("0");
    inbox.close();
  }

  @Test
  void refusesJobsAndRemembersNothingOfThem() {
    AppendScript append = new AppendScript(inbox.link, inbox.keys, STAGE, 100);
    List<AppendScript.Job> jobs =
        List.of(
            new AppendScript.Job(plain("a"), 0, "k", 60_000),
            new AppendScript.Job(plain("b"), 60_000, "l", 60_000));
    AppendScript.Source source = new AppendScript.Source("file", 1, Duration.ofDays(1));
    memory("1");

    assertRefused(() -> inbox.link.await(append.run(jobs, source)));
    assertRefused(() -> inbox.link.await(append.run(jobs.subList(1, 2), null)));

    memory("0");
    assertThat(inbox.length(inbox.inbox)).isZero();
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isZero();
    assertThat(inbox.link.await(append.run(jobs, source))).isEmpty();
  }

  @Test
  void settlesAllTheSame() {
    List<String> ids = inbox.pending("c", 4);
    SettleScript settle =
        new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), Duration.ofSeconds(9));
    ResultMessage failure = ResultMessage.failed("x", STAGE, "rejected", "why", 1);
    List<Settlement> batch =
        List.of(
            new Settlement(ids.get(0), List.of(new Append(0, plain("a")))),
            new Settlement(
                ids.get(1),
                List.of(
                    new Store("y", ResultMessage.finished("y", STAGE, new byte[0])),
                    new ChangeCounters(List.of(Count.one("hits", "x"))))),
            new Settlement(ids.get(2), List.of(new Bury("rejected", "why", 1, "x", failure))),
            new Settlement(ids.get(3), List.of(new Delay(60_000, plain("d"), "n"))));
    memory("1");

    assertThat(inbox.link.await(settle.run(batch)).fenced()).isEmpty();
    assertThat(inbox.link.await(settle.run(batch)).fenced()).hasSize(4);

    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a");
    assertThat(inbox.counters("hits")).containsOnly(entry("x", 1L));
    assertThat(inbox.length(inbox.keys.dead(STAGE))).isEqualTo(1);
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isEqualTo(1);
  }

  @Test
  void renewsReclaimsReleasesAndTrimsAllTheSame() {
    List<String> ids = inbox.pending("a", 3);
    inbox.age("a", Duration.ofMinutes(1), ids.subList(0, 1));
    memory("1");

    assertThat(inbox.link.await(inbox.scripts("a").renew(ids.subList(1, 3))).notOwned()).isEmpty();
    String swept = inbox.keys.swept(STAGE);
    assertThat(
            inbox
                .link
                .await(inbox.scripts("b").sweep(swept, LEASE, Duration.ZERO, 9, 5, true))
                .entries())
        .hasSize(1);
    assertThat(
            inbox.link.await(inbox.scripts("c").sweep(swept, LEASE, LEASE, 9, 5, true)).entries())
        .as("through, for some time")
        .isEmpty();
    assertThat(inbox.link.await(inbox.scripts("b").handBack(LEASE, false, ids.subList(0, 1))))
        .isEqualTo(1);
    inbox.acknowledge(ids);
    assertThat(inbox.link.await(inbox.scripts("a").trim(true, Duration.ZERO, 0)).entries())
        .isEqualTo(3);
    assertThat(inbox.link.await(inbox.scripts("a").retire())).isEqualTo(1);
  }

  /** What its owner takes of a partition it may settle, and so make room. */
  @Test
  void ownsTakesParksAndGoesOnAllTheSame() {
    inbox.createGroup();
    Ownership owner = new Ownership(inbox.link, inbox.keys, STAGE, "worker", LEASE);
    TakeScript take = new TakeScript(inbox.link, inbox.inbox, "a", owner, 3);
    SettleScript settle = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(), LEASE, owner);
    for (String job : List.of("1", "2", "3")) {
      inbox.append("j", job, "t", "5", "p", "payload", "k", "key");
    }
    memory("1");

    assertThat(inbox.link.await(owner.acquire())).isTrue();
    assertThat(inbox.link.await(owner.renew())).isTrue();
    Entry first = taken(take.run(1, Pending.INHERITED, "0-0", true)).get(0);
    NewEntry again = NewEntry.again(first, true);
    Effect park = new Park(first.key(), first.position(), 0, again);
    inbox.link.await(settle.run(List.of(new Settlement(first.id(), List.of(park)))));
    // The first one comes back, and those behind it are parked in its place.
    List<Entry> back = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              back.addAll(taken(take.run(9, Pending.NONE, "", true)));
              return !back.isEmpty();
            });
    assertThat(back).extracting(Entry::jobId).containsExactly("1");
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.parked(STAGE)))).isEqualTo(2);
    Effect goOn = new UnparkNext("key", Objects.requireNonNull(back.get(0).unparked()));
    inbox.link.await(settle.run(List.of(new Settlement(back.get(0).id(), List.of(goOn)))));
    assertThat(taken(take.run(9, Pending.NONE, "", true)))
        .extracting(Entry::jobId)
        .containsExactly("2", "3");
    assertThat(inbox.link.await(owner.giveUp())).isTrue();
  }

  private List<Entry> taken(CompletableFuture<TakeScript.Taken> answer) {
    return inbox.link.await(answer).entries();
  }

  /** Limited stages make room as well. */
  @Test
  void permitsAllTheSame() {
    RateLimit rate = RateLimit.of(5, Duration.ofMinutes(1)).withBurst(5);
    StageLimits limits = new StageLimits(rate, 3);
    LimitScript lane = new LimitScript(inbox.link, "p", STAGE, limits, "c", LEASE);
    KeyRateScript keys = new KeyRateScript(inbox.link, inbox.keys, STAGE, rate);
    MembersScript member = new MembersScript(inbox.link, "p", STAGE, "worker", LEASE);
    DutyScript duty = new DutyScript(inbox.link, "p", List.of("all"), "worker", LEASE);
    memory("1");

    assertThat(inbox.link.await(lane.run(0, 2, 0)).entries()).isEqualTo(2);
    assertThat(inbox.link.await(lane.run(2, 2, 0)).entries()).isEqualTo(1);
    assertThat(inbox.link.await(keys.run(List.of("k", "l")))).containsExactly(0L, 0L);
    assertThat(inbox.link.await(member.stay()).share(4)).isEqualTo(4);
    assertThat(inbox.link.await(duty.run(false, 0, List.of("news"))).places().get(0).members())
        .isEqualTo(1);
  }

  /** Whoever submitted too much may want to be rid of it. */
  @Test
  void cancelsAllTheSame() {
    CancelScript cancel =
        new CancelScript(inbox.link, inbox.keys, CancelScriptIT.pipeline().facts());
    memory("1");

    assertThat(inbox.link.await(cancel.cancel("a")).now()).isTrue();
    assertThat(inbox.link.await(cancel.cancel("a")).now()).isFalse();
  }

  @Test
  void losesNoDeadEntryThatIsToBeReplayed() {
    DeadStream dead = new DeadStream(inbox.link, inbox.keys, STAGE);
    inbox.ask(Command.XADD, inbox.keys.dead(STAGE), "*", "f:j", "job");
    memory("1");

    assertRefused(() -> dead.replay(List.of(dead.after("0-0", 1).get(0).id())));

    assertThat(dead.size()).isEqualTo(1);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(call)
        .returns("OOM", RedisCallException::code)
        .returns(true, RedisCallException::passing)
        .returns(false, RedisCallException::uncertain);
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
