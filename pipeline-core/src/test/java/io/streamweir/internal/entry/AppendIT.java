package io.streamweir.internal.entry;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class AppendIT {
  private static final Duration WEEK = Duration.ofDays(7);
  private TestInbox inbox;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void writesTheFieldsOfTheProtocolInOrder() {
    NewEntry headed = NewEntry.submitted("b", 5, utf8("p"), "trace=1");
    append(9, List.of(job(plain("a")), job(headed)), null);

    assertThat(inbox.entries(inbox.inbox).get(0))
        .containsOnly(entry("j", "a"), entry("t", "1234"), entry("p", "payload of a"));
    assertThat(inbox.entries(inbox.inbox).get(1))
        .containsOnly(entry("j", "b"), entry("t", "5"), entry("p", "p"), entry("h", "trace=1"));
  }

  @Test
  void takesAsManyAsTheBoundAndNotOneMore() {
    assertThat(append(5, jobs(0, 7), null)).containsExactly(full(5), full(6));
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("0", "1", "2", "3", "4");
    assertThat(append(5, jobs(7, 1), null)).containsExactly(full(0));
    assertThat(append(6, jobs(8, 2), null)).containsExactly(full(1));
  }

  @Test
  void countsWaitingAndPendingButNotSettledEntries() {
    List<String> ids = inbox.pending("c", 5);
    assertThat(append(5, jobs(0, 1), null)).containsExactly(full(0));

    inbox.acknowledge(ids.subList(0, 2));

    assertThat(append(5, jobs(0, 3), null)).containsExactly(full(2));
    assertThat(inbox.length(inbox.inbox)).isEqualTo(7);
    inbox.acknowledge(ids);
    inbox.deliver("c", 10);
    assertThat(append(5, jobs(0, 4), null)).containsExactly(full(3));
  }

  @Test
  void neverExceedsTheBoundWhereTheLagIsUnknown() {
    inbox.createGroup();
    List<String> ids = inbox.fill(5);
    inbox.ask(Command.XDEL, inbox.inbox, ids.get(2));

    assertThat(append(5, jobs(0, 3), null)).containsExactly(full(1), full(2));
  }

  @Test
  void takesAJobOncePerDedupeKeyAndWindow() {
    Duration window = Duration.ofMinutes(1);
    assertThat(append(9, List.of(unique("a", "key", window), job(plain("x"))), null)).isEmpty();
    assertThat(append(9, List.of(unique("b", "key", window), unique("c", "other", window)), null))
        .containsExactly(new AppendScript.Refusal(0, AppendScript.Reason.DUPLICATE, "a"));
    String remembered = inbox.keys.unique("key");
    assertThat(Long.parseLong(inbox.say(Command.of("PTTL"), remembered))).isBetween(1L, 60_000L);

    inbox.ask(Command.of("PEXPIRE"), remembered, 1); // the window is over
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(append(9, List.of(unique("d", "key", window)), null)).isEmpty());
    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a", "x", "c", "d");
  }

  @Test
  void findsDuplicatesWithinOneBatch() {
    assertThat(append(9, List.of(unique("a", "k", WEEK), unique("b", "k", WEEK)), null))
        .containsExactly(new AppendScript.Refusal(1, AppendScript.Reason.DUPLICATE, "a"));
  }

  @Test
  void doesNotRememberAJobThatItRefused() {
    append(1, jobs(0, 1), null);
    assertThat(append(1, List.of(unique("a", "k", WEEK)), null)).containsExactly(full(0));

    assertThat(append(2, List.of(unique("a", "k", WEEK)), null)).isEmpty();
  }

  @Test
  void tellsADuplicateEvenWhereTheInboxIsFull() {
    append(1, List.of(unique("a", "k", WEEK)), null);

    assertThat(append(1, List.of(unique("b", "k", WEEK)), null))
        .containsExactly(new AppendScript.Refusal(0, AppendScript.Reason.DUPLICATE, "a"));
  }

  @Test
  void putsDelayedJobsAsideByTheServersClockAndWithinTheBound() {
    long before = inbox.queries.now();
    AppendScript.Job delayed = new AppendScript.Job(plain("a"), 60_000, null, 0);

    assertThat(append(2, List.of(delayed, delayed, delayed, job(plain("b"))), null))
        .containsExactly(full(2));

    assertThat(inbox.jobs(inbox.inbox)).containsExactly("b");
    List<Object> later = inbox.ask(Command.ZRANGE, inbox.keys.later(STAGE), 0, -1, "WITHSCORES");
    assertThat(later).hasSize(4);
    assertThat(Resp.number(later.get(3))).isBetween(before + 60_000, inbox.queries.now() + 60_000);
  }

  @Test
  void putsJobsAsideUntilAnInstantOfTheServersClock() {
    long now = inbox.queries.now();
    AppendScript.Job later = new AppendScript.Job(plain("later"), 0, now + 90_000, null, 0);
    AppendScript.Job past = new AppendScript.Job(plain("past"), 0, now - 90_000, null, 0);

    assertThat(append(2, List.of(later, past, job(plain("now"))), null)).isEmpty();

    assertThat(inbox.jobs(inbox.inbox)).containsExactly("past", "now");
    List<Object> waiting = inbox.ask(Command.ZRANGE, inbox.keys.later(STAGE), 0, -1, "WITHSCORES");
    assertThat(Resp.number(waiting.get(1))).isEqualTo(now + 90_000);
  }

  @Test
  void takesADelayedJobOncePerDedupeKey() {
    AppendScript.Job first = new AppendScript.Job(plain("a"), 60_000, "k", 60_000);
    AppendScript.Job second = new AppendScript.Job(plain("b"), 0, "k", 60_000);

    append(9, List.of(first), null);

    assertThat(append(9, List.of(second), null))
        .containsExactly(new AppendScript.Refusal(0, AppendScript.Reason.DUPLICATE, "a"));
    assertThat(inbox.length(inbox.inbox)).isZero();
  }

  @Test
  void takesEachNumberOfASourceOnce() {
    assertThat(append(99, jobs(0, 5), from(1))).isEmpty();
    assertThat(append(99, jobs(0, 5), from(1)))
        .containsExactly(dup(0), dup(1), dup(2), dup(3), dup(4));
    assertThat(append(99, jobs(3, 5), from(4))).containsExactly(dup(0), dup(1));

    assertThat(inbox.jobs(inbox.inbox)).containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
    assertThat(inbox.say(Command.GET, inbox.keys.source("file"))).isEqualTo("8");
    assertThat(Long.parseLong(inbox.say(Command.of("PTTL"), inbox.keys.source("file"))))
        .isBetween(1L, WEEK.toMillis());
  }

  @Test
  void takesNothingOfASourceBehindTheFirstThatFoundNoRoom() {
    List<AppendScript.Job> mixed =
        List.of(
            job(plain("0")),
            job(NewEntry.submitted("1", 5, utf8("p"), "h=1")),
            job(plain("2")),
            job(NewEntry.submitted("3", 5, utf8("p"), "h=1")),
            job(plain("4")));

    assertThat(append(2, mixed, from(1))).containsExactly(full(2), full(3), full(4));
    assertThat(append(4, mixed, from(1))).containsExactly(dup(0), dup(1), full(4));
    assertThat(append(9, mixed, from(1))).containsExactly(dup(0), dup(1), dup(2), dup(3));

    assertThat(inbox.jobs(inbox.inbox)).containsExactly("0", "1", "2", "3", "4");
  }

  /** A delayed job has room of its own, but must not overtake its source. */
  @Test
  void takesNoDelayedJobOfASourceBehindOneThatFoundNoRoom() {
    List<AppendScript.Job> jobs =
        List.of(job(plain("0")), job(plain("1")), new AppendScript.Job(plain("2"), 9_000, null, 0));

    assertThat(append(1, jobs, from(1))).containsExactly(full(1), full(2));
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isZero();
  }

  /** There is room in the inbox for the last one, but it must not overtake its source either. */
  @Test
  void takesNoJobOfASourceBehindADelayedOneThatFoundNoRoom() {
    AppendScript.Job delayed = new AppendScript.Job(plain("0"), 9_000, null, 0);
    List<AppendScript.Job> jobs = List.of(delayed, delayed, job(plain("2")), job(plain("3")));

    assertThat(append(1, jobs, from(1))).containsExactly(full(1), full(2), full(3));
    assertThat(inbox.length(inbox.inbox)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inbox", "later", "source", "unique"})
  void appendsNothingWhereAKeyHoldsSomethingElse(String which) {
    Keys keys = inbox.keys;
    String key =
        switch (which) {
          case "inbox" -> keys.inbox(STAGE);
          case "later" -> keys.later(STAGE);
          case "source" -> keys.source("file");
          default -> keys.unique("k");
        };
    inbox.ask(Command.of("SADD"), key, "something else");

    List<AppendScript.Job> jobs =
        List.of(
            job(plain("a")),
            unique("b", "k", WEEK),
            new AppendScript.Job(plain("c"), 60_000, null, 0));
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> append(9, jobs, from(1)))
        .withMessageContaining(key)
        .returns("WRONGTYPE", RedisCallException::code);

    inbox.ask(Command.of("DEL"), key);
    assertThat(append(9, jobs, from(1))).isEmpty();
  }

  @Test
  void takesALargeBatch() {
    assertThat(append(100_000, jobs(0, 20_000), from(1))).isEmpty();
    assertThat(inbox.length(inbox.inbox)).isEqualTo(20_000);
  }

  private List<AppendScript.Refusal> append(
      long most, List<AppendScript.Job> jobs, AppendScript.@Nullable Source source) {
    return inbox.link.await(
        new AppendScript(inbox.link, inbox.keys, STAGE, most).run(jobs, source));
  }

  private static List<AppendScript.Job> jobs(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> job(plain("" + i))).toList();
  }

  private static AppendScript.Job job(NewEntry entry) {
    return new AppendScript.Job(entry, 0, null, 0);
  }

  private static AppendScript.Job unique(String job, String key, Duration window) {
    return new AppendScript.Job(plain(job), 0, key, window.toMillis());
  }

  private static AppendScript.Source from(long first) {
    return new AppendScript.Source("file", first, WEEK);
  }

  private static AppendScript.Refusal full(int position) {
    return new AppendScript.Refusal(position, AppendScript.Reason.FULL, "");
  }

  private static AppendScript.Refusal dup(int position) {
    return new AppendScript.Refusal(position, AppendScript.Reason.DUPLICATE, "");
  }

  @Test
  void addsAJobWithItsDedupeKeyHoweverLongThatIsKept() {
    AppendScript.Job first = new AppendScript.Job(plain("a"), 0, "k", Long.MAX_VALUE);
    AppendScript.Job second = new AppendScript.Job(plain("b"), 0, "k", Long.MAX_VALUE);

    assertThat(append(10, List.of(first), null)).isEmpty();
    assertThat(append(10, List.of(second), null))
        .containsExactly(new AppendScript.Refusal(0, AppendScript.Reason.DUPLICATE, "a"));

    assertThat(inbox.jobs(inbox.inbox)).containsExactly("a");
  }
}
