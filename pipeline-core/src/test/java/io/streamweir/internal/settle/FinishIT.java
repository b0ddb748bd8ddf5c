package io.streamweir.internal.settle;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.ResultKeeping;
import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
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

/** Batches of entries whose jobs end with a result. */
@WithRedis
class FinishIT {
  private static final int ENTRIES = 3;
  private static final ResultKeeping KEPT = ResultKeeping.stored(Duration.ofSeconds(90));

  private TestInbox inbox;
  private List<String> ids;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    ids = inbox.pending("owner", ENTRIES);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private static String job(String id) {
    return "job-" + id;
  }

  private SettleCall call(RedisLink link, ResultKeeping keeping, boolean lengthWanted) {
    List<String> targets = List.of(NEXT);
    SettleScript script =
        new SettleScript(link, inbox.keys, STAGE, targets, "owner", keeping, Fence.NONE);
    return script.call(ids.stream().map(FinishIT::finish).toList(), lengthWanted);
  }

  private static Settlement finish(String id) {
    ResultMessage end = ResultMessage.finished(job(id), STAGE, new byte[] {1});
    return new Settlement(id, List.of(new Store(job(id), end)));
  }

  private SettleScript.Reply finish(RedisLink link) {
    SettleCall call = call(link, KEPT, false);
    assertThat(Objects.requireNonNull(call.script()).digest()).isEqualTo(FinishCall.digest());
    return link.await(call.send(Script.Fallback.FULL_TEXT));
  }

  private boolean isStored(String id) {
    return Resp.first(inbox.ask(Command.of("EXISTS"), inbox.keys.result(job(id)))) == 1;
  }

  private void refused(RedisLink link) {
    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> finish(link))
        .returns(RedisCallException.NOPERM, RedisCallException::code);
    assertThat(inbox.pendingNow())
        .extracting(InboxQueries.Pending::id)
        .containsExactlyElementsOf(ids);
    assertThat(inbox.pendingNow()).extracting(InboxQueries.Pending::consumer).containsOnly("owner");
    assertThat(ids).noneMatch(this::isStored);
  }

  @Test
  void storeTheirResultsForAWhile() {
    assertThat(finish(inbox.link)).isEqualTo(SettleScript.Reply.ALL);

    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(ids).allMatch(this::isStored);
    assertThat(Resp.first(inbox.ask(Command.of("PTTL"), inbox.keys.result(job(ids.get(0))))))
        .isBetween(1L, 90_000L);
  }

  @Test
  void areFencedWhereAnotherWorkerWasFirst() {
    inbox.say(Command.of("XACK"), inbox.inbox, "workers", ids.get(1));

    assertThat(finish(inbox.link).fenced()).containsExactly(2L);

    assertThat(ids.stream().filter(this::isStored)).containsExactly(ids.get(0), ids.get(2));
  }

  @Test
  void areOvertakenWhereTheirJobWasCancelled() {
    inbox.say(Command.of("ZADD"), inbox.keys.cancelled(), 1, job(ids.get(2)));

    SettleScript.Reply reply = finish(inbox.link);

    assertThat(reply.overtaken()).containsExactly(3L);
    assertThat(reply.fenced()).isEmpty();
    assertThat(inbox.pendingNow()).isEmpty();
    assertThat(ids.stream().filter(this::isStored)).containsExactly(ids.get(0), ids.get(1));
  }

  @Test
  void endAllTheSameWhereTheKeyOfCancelledJobsIsOfAnotherType() {
    inbox.say(Command.SET, inbox.keys.cancelled(), "a stranger's");

    assertThat(finish(inbox.link)).isEqualTo(SettleScript.Reply.ALL);
  }

  @Test
  void stayTheirOwnersWhereARightIsMissing(RedisSpace space) {
    inbox.say(Command.of("ZADD"), inbox.keys.cancelled(), 1, "another");
    for (String right : List.of("-set", "-xclaim", "-xack", "-zscore", "-type")) {
      try (LimitedUser user = new LimitedUser(inbox, space)) {
        user.allow(LimitedUser.ALL + " " + right);

        refused(user.link);
      }
    }
    assertThat(finish(inbox.link)).isEqualTo(SettleScript.Reply.ALL);
  }

  @Test
  void areSettledByTheLongScriptWhereMoreIsToBeDone() {
    String longScript = EffectCall.script(Fence.NONE, List.of()).digest();
    ResultKeeping logged = new ResultKeeping(Duration.ofSeconds(9), Duration.ofDays(1), 1);

    assertThat(Objects.requireNonNull(call(inbox.link, KEPT, true).script()).digest())
        .isEqualTo(longScript);
    assertThat(Objects.requireNonNull(call(inbox.link, logged, false).script()).digest())
        .isEqualTo(longScript);
  }
}
