package io.streamweir.internal.feature.keyed;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.NewEntry;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.entry.Unparked;
import io.streamweir.internal.feature.keyed.TakeScript.More;
import io.streamweir.internal.feature.keyed.TakeScript.Pending;
import io.streamweir.internal.feature.keyed.TakeScript.Taken;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.Effect;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ownership, reading and parking at a keyed stage, script by script. */
@WithRedis
class TakeIT {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int MOST_DELIVERIES = 3;

  private TestInbox inbox;
  private Ownership owner;
  private TakeScript take;
  private SettleScript settle;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    owner = ownership(LEASE);
    take = take("a", owner);
    settle = settle(owner);
    assertThat(inbox.link.await(owner.acquire())).isTrue();
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private Ownership ownership(Duration lease) {
    return new Ownership(inbox.link, inbox.keys, STAGE, "worker", lease);
  }

  private TakeScript take(String consumer, Ownership by) {
    return new TakeScript(inbox.link, inbox.inbox, consumer, by, MOST_DELIVERIES);
  }

  private SettleScript settle(Ownership by) {
    return new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), LEASE, by);
  }

  private Taken take(Pending pending, String after) {
    return inbox.link.await(take.run(100, pending, after, true));
  }

  private List<Entry> takeNew() {
    return take(Pending.NONE, "").entries();
  }

  private void append(String key, String... jobs) {
    for (String job : jobs) {
      inbox.append("j", job, "t", "5", "p", "payload", "k", key);
    }
  }

  private static List<String> jobs(List<Entry> entries) {
    return entries.stream().map(Entry::jobId).toList();
  }

  private void park(Entry entry, long delay) {
    NewEntry again = NewEntry.again(entry, delay >= 0);
    Effect park = new Park(entry.key(), entry.position(), delay, again);
    end(entry, List.of(park));
  }

  private void forward(Entry entry) {
    List<Effect> effects = new ArrayList<>();
    effects.add(new Append(0, plain(entry.jobId())));
    Unparked unparked = entry.unparked();
    if (unparked != null && unparked.next() > 0) {
      effects.add(new UnparkNext(entry.key(), unparked));
    }
    end(entry, effects);
  }

  private void end(Entry entry, List<Effect> effects) {
    Settlement settlement = new Settlement(entry.id(), effects);
    assertThat(inbox.link.await(settle.run(List.of(settlement))).fenced()).isEmpty();
  }

  private long count(String key) {
    return inbox.link.await(inbox.queries.delayed(key));
  }

  @Test
  void refusesACallThatWasPreparedInAnOwnershipThatHasEnded() {
    append("k", "one", "two");
    Supplier<CompletableFuture<Taken>> late = take.prepare(100, Pending.NONE, "", true);
    inbox.link.await(owner.giveUp());
    owner.begin();
    assertThat(inbox.link.await(owner.acquire())).isTrue();

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> inbox.link.await(late.get()))
        .returns(RedisCallException.NOT_OWNER, RedisCallException::code);
    assertThat(jobs(takeNew())).containsExactly("one", "two");
  }

  @Test
  void letsOneOwnAPartitionAtATime() {
    Ownership other = ownership(LEASE);
    assertThat(inbox.link.await(other.acquire())).isFalse();
    assertThat(inbox.link.await(owner.acquire())).as("asks again").isTrue();
    assertThat(inbox.link.await(owner.renew())).isTrue();
    assertThat(inbox.link.await(other.giveUp())).isFalse();
    assertThat(inbox.link.await(owner.giveUp())).isTrue();
    assertThat(inbox.link.await(owner.renew())).as("cannot be renewed").isFalse();
    assertThat(inbox.link.await(other.acquire())).isTrue();
  }

  @Test
  void endsAnOwnershipThatIsNotRenewed() {
    assertThat(inbox.link.await(owner.giveUp())).isTrue();
    Ownership brief = ownership(Duration.ofMillis(20));
    assertThat(inbox.link.await(brief.acquire())).isTrue();
    await().atMost(PATIENCE).until(() -> inbox.link.await(ownership(LEASE).acquire()));
    assertThat(inbox.link.await(brief.renew())).isFalse();
  }

  @Test
  void givesAndSettlesNothingForAnother() {
    append("k", "1", "2");
    List<Entry> taken = takeNew();
    append("k", "3");
    Ownership other = ownership(LEASE);
    assertThat(inbox.link.await(owner.giveUp())).isTrue();
    assertThat(inbox.link.await(other.acquire())).isTrue();

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(this::takeNew)
        .returns(RedisCallException.NOT_OWNER, RedisCallException::code);
    Settlement late = new Settlement(taken.get(0).id(), List.of(new Append(0, plain("1"))));
    assertThat(inbox.link.await(settle.run(List.of(late))).fenced()).containsExactly(1L);

    assertThat(inbox.pendingNow()).hasSize(2);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
    Taken all = inbox.link.await(take("b", other).run(100, Pending.INHERITED, "0-0", true));
    assertThat(jobs(all.entries())).containsExactly("1", "2", "3");
    assertThat(all.inherited()).isEqualTo(2);
    assertThat(all.entries()).extracting(Entry::deliveries).containsExactly(2, 2, 1);
    assertThat(all.more()).isEqualTo(More.NO);
  }

  @Test
  void findsWhatALostAnswerGaveAndCountsNoDelivery() {
    append("k", "1", "2", "3");
    String first = inbox.link.await(take.run(1, Pending.NONE, "", true)).last();
    inbox.link.await(take.run(1, Pending.NONE, "", true)); // nobody hears of it

    Taken again = take(Pending.UNHEARD, first);

    assertThat(jobs(again.entries())).containsExactly("2", "3");
    assertThat(again.entries()).extracting(Entry::deliveries).containsOnly(1);
  }

  @Test
  void doesNothingForACallThatComesBehindALaterOne() {
    append("k", "1");
    TakeScript delayed = take("a", owner); // numbers its calls from the beginning
    take(Pending.INHERITED, "0-0");
    append("k", "2");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> inbox.link.await(delayed.run(100, Pending.NONE, "", true)))
        .returns("LATE", RedisCallException::code);

    assertThat(jobs(takeNew())).containsExactly("2");
  }

  @Test
  void givesEntriesOfALastDeliveryOneByOneAndNoneBehindThem() {
    append("k", "1", "2", "3");
    inbox.deliver("gone", 3);
    inbox.link.await(owner.giveUp());
    for (int i = 1; i < MOST_DELIVERIES; i++) {
      Ownership next = ownership(LEASE);
      assertThat(inbox.link.await(next.acquire())).isTrue();
      Taken taken = inbox.link.await(take("c" + i, next).run(100, Pending.INHERITED, "0-0", true));
      boolean last = i == MOST_DELIVERIES - 1;
      assertThat(jobs(taken.entries())).hasSize(last ? 1 : 3).startsWith("1");
      assertThat(taken.more()).isEqualTo(last ? More.LATER : More.NO);
      assertThat(inbox.link.await(next.giveUp())).isTrue();
    }
  }

  @Test
  void bringsTheEntriesOfABlockedKeyBackInTheirOrder() {
    append("k", "1", "2", "3");
    append("other", "x");
    List<Entry> taken = takeNew();
    park(taken.get(0), 0);
    park(taken.get(1), -1);
    append("k", "4");
    park(taken.get(2), -1);
    forward(taken.get(3));
    assertThat(count(inbox.keys.parked(STAGE))).isEqualTo(3);

    List<String> order = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Entry> some = takeNew();
              some.forEach(entry -> order.add(entry.jobId() + "/" + entry.attempt()));
              sizes.add(some.size());
              some.forEach(this::forward);
              return order.size() == 4;
            });

    assertThat(order).containsExactly("1/2", "2/1", "3/1", "4/1");
    assertThat(sizes).contains(1, 2);
    assertThat(count(inbox.keys.parked(STAGE)) + count(inbox.keys.blocked(STAGE))).isZero();
    append("k", "5");
    assertThat(jobs(takeNew())).containsExactly("5");
  }

  @Test
  void parksWhatWasReleasedBeforeAnotherFailure() {
    append("k", "1", "2", "3", "4");
    List<Entry> taken = takeNew();
    park(taken.get(0), 0);
    taken.subList(1, 4).forEach(entry -> park(entry, -1));
    forward(takeNew().get(0)); // lets two follow
    Entry second = inbox.link.await(take.run(1, Pending.NONE, "", true)).entries().get(0);
    park(second, 3_600_000);

    assertThat(takeNew()).as("3 was released with it and waits again").isEmpty();
    assertThat(count(inbox.keys.parked(STAGE))).isEqualTo(3);

    inbox.ask(Command.of("ZADD"), inbox.keys.blocked(STAGE), "1", "k");
    List<Entry> back = takeNew();
    assertThat(jobs(back)).containsExactly("2");
    assertThat(Objects.requireNonNull(back.get(0).unparked()).position())
        .isEqualTo(taken.get(1).id());
    forward(back.get(0));
    assertThat(jobs(takeNew())).containsExactly("3", "4");
  }

  @Test
  void freesAKeyThatItsWorkerThoughtBlocked() {
    append("k", "1");
    park(takeNew().get(0), -1);
    await().atMost(PATIENCE).until(() -> jobs(takeNew()).equals(List.of("1")));
  }

  /** Else its lane rests, and is woken by new entries alone. */
  @Test
  void saysWhileAnyKeyIsBlockedThatItWantsToBeAskedAgain() {
    append("k", "1");
    Entry first = takeNew().get(0);
    assertThat(take(Pending.NONE, "").dueMillis()).isEqualTo(-1);
    park(first, 0);
    Entry back = takeNew().get(0);
    assertThat(take(Pending.NONE, "").dueMillis()).as("it is on its way").isEqualTo(500);
    forward(back);
    assertThat(take(Pending.NONE, "").dueMillis()).isEqualTo(-1);
  }

  @Test
  void permitsKeysApart() {
    KeyRateScript permits =
        new KeyRateScript(
            inbox.link,
            inbox.keys,
            STAGE,
            io.streamweir.pipeline.RateLimit.of(1, Duration.ofHours(1)).withBurst(2));
    List<Long> waits = inbox.link.await(permits.run(List.of("a", "b", "a", "a")));
    assertThat(waits.subList(0, 3)).containsOnly(0L);
    assertThat(waits.get(3)).isBetween(3_500_000L, 3_600_000L);
  }

  @Test
  void sharesOutAllPartitions() {
    List<MembersScript> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      members.add(new MembersScript(inbox.link, "shared", STAGE, "w" + i, LEASE));
    }
    members.forEach(member -> inbox.link.await(member.stay()));
    List<Integer> shares =
        members.stream().map(member -> inbox.link.await(member.stay()).share(7)).toList();
    assertThat(shares).as("who came first has more").containsExactly(3, 2, 2);
    inbox.link.await(members.get(0).leave());
    assertThat(inbox.link.await(members.get(1).stay()).share(7)).isEqualTo(4);
  }
}
