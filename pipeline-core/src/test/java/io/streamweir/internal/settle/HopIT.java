package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Command;
import io.streamweir.pipeline.Count;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of plain forwards that count, and whose target refuses them. */
@WithRedis
class HopIT {
  private static final int ENTRIES = 3;

  private TestInbox inbox;
  private String target;
  private List<String> ids;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    target = inbox.keys.inbox(NEXT);
    ids = inbox.pending("owner", ENTRIES);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private SettleScript.Reply hop(RedisLink link) {
    SettleScript script =
        new SettleScript(link, inbox.keys, STAGE, List.of(NEXT), Duration.ofSeconds(90));
    List<Settlement> batch =
        ids.stream()
            .map(id -> new Settlement(id, List.of(new Append(0, plain(id)), counting(id))))
            .toList();
    return link.await(script.run(batch));
  }

  private static Effect counting(String id) {
    return new ChangeCounters(List.of(Count.one("hops", "all"), Count.one("hops", id)));
  }

  private void refused(RedisLink link, String code) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> hop(link))
        .withMessageContaining(target)
        .returns(code, RedisCallException::code);
    assertThat(inbox.pendingNow()).extracting(InboxQueries.Pending::id).containsAll(ids);
    assertThat(inbox.counters("hops")).isEmpty();
  }

  private void expectOwned() {
    assertThat(inbox.pendingNow()).extracting(InboxQueries.Pending::consumer).containsOnly("owner");
  }

  private void expectAllSettledNow() {
    assertThat(hop(inbox.link).fenced()).isEmpty();
    assertThat(inbox.jobs(target)).containsExactlyElementsOf(ids);
    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(inbox.counters("hops")).hasSize(ENTRIES + 1).containsEntry("all", (long) ENTRIES);
  }

  @Test
  void aTargetOfAnotherTypeIsNamedAndTheirOwnerKeepsThem() {
    inbox.say(Command.SET, target, "a stranger's");

    refused(inbox.link, "WRONGTYPE");

    expectOwned();
    inbox.say(Command.of("DEL"), target);
    expectAllSettledNow();
  }

  @Test
  void aMissingRightIsNamedAndTheirOwnerKeepsThem(RedisSpace space) {
    try (LimitedUser user = new LimitedUser(inbox, space)) {
      user.allow(LimitedUser.ALL + " -xadd");

      refused(user.link, RedisCallException.NOPERM);
    }
    expectOwned();
    expectAllSettledNow();
  }

  @Test
  void aTargetWithoutIdsIsNamedAndTheyArePendingAgain() {
    inbox.say(Command.XADD, target, "18446744073709551615-18446744073709551615", "j", "last");

    refused(inbox.link, "EXHAUSTED");

    inbox.say(Command.of("DEL"), target);
    expectAllSettledNow();
  }

  @Test
  void whatFitsIsSettledAndTheRestIsPendingAgain() {
    inbox.say(Command.XADD, target, "18446744073709551615-18446744073709551614", "j", "one left");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> hop(inbox.link))
        .returns("EXHAUSTED", RedisCallException::code);

    assertThat(inbox.jobs(target)).containsExactly("one left", ids.get(0));
    assertThat(inbox.pendingNow())
        .extracting(InboxQueries.Pending::id)
        .containsExactlyElementsOf(ids.subList(1, ENTRIES));
    assertThat(inbox.counters("hops")).containsOnly(entry("all", 1L), entry(ids.get(0), 1L));
  }
}
