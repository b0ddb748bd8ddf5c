package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.SIDE;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of entries that all go to the same next stage as they came. */
@WithRedis
class ForwardIT {
  private static final int ENTRIES = 3;

  private TestInbox inbox;
  private String target;
  private List<String> ids;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    target = inbox.keys.inbox(SIDE);
    ids = inbox.pending("owner", ENTRIES);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  /** All of them go to the second target. */
  private SettleScript.Reply forward(RedisLink link, boolean lengthWanted) {
    SettleScript script =
        new SettleScript(
            link,
            inbox.keys,
            STAGE,
            List.of(NEXT, SIDE),
            "owner",
            ResultKeeping.stored(Duration.ofSeconds(90)),
            Fence.NONE);
    List<Settlement> batch =
        ids.stream().map(id -> new Settlement(id, List.of(new Append(1, plain(id))))).toList();
    SettleCall call = script.call(batch, lengthWanted);
    assertThat(Objects.requireNonNull(call.script()).digest()).isEqualTo(ForwardCall.digest());
    return link.await(call.send(Script.Fallback.FULL_TEXT));
  }

  private void refused(RedisLink link, String code, String key) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> forward(link, true))
        .withMessageContaining(key)
        .returns(code, RedisCallException::code);
    assertThat(inbox.pendingNow())
        .extracting(InboxQueries.Pending::id)
        .containsExactlyElementsOf(ids);
    assertThat(inbox.pendingNow()).extracting(InboxQueries.Pending::consumer).containsOnly("owner");
  }

  private void expectAllSettledNow() {
    assertThat(forward(inbox.link, true).fenced()).isEmpty();
    assertThat(inbox.jobs(target)).containsExactlyElementsOf(ids);
    assertThat(inbox.pendingNow()).isEmpty();
  }

  @Test
  void goToTheirTargetAndTellItsLengthAlone() {
    assertThat(forward(inbox.link, true).targetLengths())
        .containsExactly(SettleScript.NOT_ASKED, (long) ENTRIES);

    assertThat(inbox.jobs(target)).containsExactlyElementsOf(ids);
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).isEmpty();
    assertThat(inbox.pendingNow()).isEmpty();
  }

  @Test
  void tellNoLengthWhereNoneIsWanted() {
    assertThat(forward(inbox.link, false).targetLengths()).isEmpty();

    assertThat(inbox.jobs(target)).containsExactlyElementsOf(ids);
  }

  @Test
  void areFencedWhereAnotherWorkerWasFirst() {
    inbox.say(Command.of("XACK"), inbox.inbox, "workers", ids.get(1));

    assertThat(forward(inbox.link, true).fenced()).containsExactly(2L);

    assertThat(inbox.jobs(target)).containsExactly(ids.get(0), ids.get(2));
    assertThat(forward(inbox.link, true).fenced()).containsExactly(1L, 2L, 3L);
    assertThat(inbox.jobs(target)).hasSize(2);
  }

  @Test
  void stayTheirOwnersWhereTheTargetIsOfAnotherType() {
    inbox.say(Command.SET, target, "a stranger's");

    refused(inbox.link, "WRONGTYPE", target);

    inbox.say(Command.of("DEL"), target);
    expectAllSettledNow();
  }

  @Test
  void stayTheirOwnersWhereARightIsMissing(RedisSpace space) {
    for (String right : List.of("-xadd", "-xclaim", "-xack")) {
      try (LimitedUser user = new LimitedUser(inbox, space)) {
        user.allow(LimitedUser.ALL + " " + right);

        refused(user.link, RedisCallException.NOPERM, right.equals("-xadd") ? target : "");
      }
    }
    expectAllSettledNow();
  }

  @Test
  void stayTheirOwnersWhereTheTargetHasNoIdsLeft() {
    inbox.say(Command.XADD, target, "18446744073709551615-18446744073709551615", "j", "last");

    refused(inbox.link, "EXHAUSTED", target);

    inbox.say(Command.of("DEL"), target);
    expectAllSettledNow();
  }

  @Test
  void thatFindAnIdGoOnAndTheRestStays() {
    inbox.say(Command.XADD, target, "18446744073709551615-18446744073709551614", "j", "one left");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> forward(inbox.link, true))
        .returns("EXHAUSTED", RedisCallException::code);

    assertThat(inbox.jobs(target)).containsExactly("one left", ids.get(0));
    assertThat(inbox.pendingNow())
        .extracting(InboxQueries.Pending::id)
        .containsExactlyElementsOf(ids.subList(1, ENTRIES));
  }
}
