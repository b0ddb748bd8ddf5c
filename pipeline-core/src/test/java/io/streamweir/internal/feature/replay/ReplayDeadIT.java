package io.streamweir.internal.feature.replay;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.internal.entry.ResultMessage;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.settle.Bury;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class ReplayDeadIT {
  private TestInbox inbox;
  private DeadStream dead;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    inbox.createGroup();
    dead = new DeadStream(inbox.link, inbox.keys, STAGE);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void bringsALetterBackWithFreshAttemptsAndCountsIt() {
    String id = bury("j", "job", "t", "5", "p", "payload", "a", "4", "h", "k=v", "own", "field");

    assertThat(dead.replay(List.of(id))).isEqualTo(1);

    assertThat(dead.size()).isZero();
    assertThat(last())
        .containsOnly(
            entry("j", "job"),
            entry("t", "5"),
            entry("p", "payload"),
            entry("h", "k=v"),
            entry("own", "field"),
            entry("x", "1"));
  }

  @Test
  void countsFurtherReplays() {
    dead.replay(List.of(bury("j", "job", "t", "5", "p", "p", "x", "1")));

    assertThat(last()).contains(entry("x", "2"));
  }

  @Test
  void doesNothingTheSecondTime() {
    String id = bury("j", "job", "t", "5", "p", "p");
    long before = inbox.length(inbox.inbox);

    assertThat(dead.replay(List.of(id, id, "7-7"))).isEqualTo(1);
    assertThat(dead.replay(List.of(id))).isZero();

    assertThat(inbox.length(inbox.inbox)).isEqualTo(before + 1);
  }

  @Test
  void bringsBackAnyBytes() {
    byte[] payload = {0, -1, 10, 13, 0};
    dead.replay(List.of(bury("j", "job", "p", payload, "", "nameless", "\n\u0000", "odd")));

    List<Object> range = inbox.ask(Command.XREVRANGE, inbox.inbox, "+", "-", "COUNT", 1);
    List<?> fields = Resp.list(Resp.list(range.get(0)).get(1));
    assertThat((byte[]) fields.get(3)).isEqualTo(payload);
    assertThat(last()).contains(entry("", "nameless"), entry("\n\u0000", "odd"));
  }

  /** Lua passes no more than 8,000 arguments, so such a letter cannot be moved. */
  @ParameterizedTest
  @ValueSource(strings = {"", "f:"})
  void passesOverAForeignLetterOfTooManyFields(String prefix) {
    List<Object> letter =
        new ArrayList<>(List.of(inbox.keys.dead(STAGE), "*", "f:j", "job", "f:p", "payload"));
    for (int field = 0; field < 5_000; field++) {
      letter.addAll(List.of(prefix + field, "value"));
    }
    inbox.say(Command.of("XADD"), letter.toArray());
    String foreign = dead.lastId();
    String own = bury("j", "job", "t", "5", "p", "p");
    long before = inbox.length(inbox.inbox);

    assertThat(dead.replay(foreign, STAGE, new byte[] {1})).isFalse();
    assertThat(dead.replay(List.of(foreign, own))).isEqualTo(1);

    assertThat(dead.size()).isEqualTo(1);
    assertThat(inbox.length(inbox.inbox)).isEqualTo(before + 1);
  }

  @Test
  void keepsALetterOfWhichNothingIsLeft() {
    String id = inbox.deliverOne("j", "job");
    inbox.ask(Command.XDEL, inbox.inbox, id);
    settleAsDead(id);
    String letter = dead.after("0-0", 10).get(0).id();

    assertThat(dead.replay(List.of(letter))).isZero();
    assertThat(dead.size()).isEqualTo(1);
  }

  @Test
  void losesNothingWhereTheInboxHoldsSomethingElse() {
    String id = bury("j", "job", "p", "p");
    inbox.ask(Command.of("DEL"), inbox.inbox);
    inbox.say(Command.SET, inbox.inbox, "text");

    assertThatExceptionOfType(RedisCallException.class).isThrownBy(() -> dead.replay(List.of(id)));
    assertThat(dead.size()).isEqualTo(1);
  }

  @Test
  void readsALetterAsItWas() {
    String id = bury("j", "job", "t", "5", "p", "payload", "a", "3");

    DeadStream.Letter letter = dead.find(id).get(0);

    assertThat(letter.reason()).isEqualTo("attempts");
    assertThat(letter.error()).isEqualTo("boom");
    assertThat(letter.attempts()).isEqualTo(3);
    assertThat(letter.entry().jobId()).isEqualTo("job");
    assertThat(letter.entry().payload()).isEqualTo(utf8("payload"));
    assertThat(letter.fields()).containsOnlyKeys("j", "t", "p", "a");
    assertThat(dead.find("3-3")).isEmpty();
  }

  @Test
  void readsLettersThatSomebodyElseWrote() {
    inbox.ask(Command.XADD, inbox.keys.dead(STAGE), "*", "attempts", "many", "f:j", "job");
    inbox.ask(Command.XADD, inbox.keys.dead(STAGE), "*", "what", "ever");

    assertThat(dead.after("0-0", 10)).extracting(DeadStream.Letter::attempts).containsExactly(0, 0);
  }

  @Test
  void dropsOnlyWhatItIsTold() {
    String first = bury("j", "a", "p", "p");
    String second = bury("j", "b", "p", "p");

    assertThat(dead.drop(List.of(first, "7-7"))).isEqualTo(1);
    assertThat(dead.after("0-0", 10)).extracting(DeadStream.Letter::id).containsExactly(second);
  }

  private java.util.Map<String, String> last() {
    List<java.util.Map<String, String>> all = inbox.entries(inbox.inbox);
    return all.get(all.size() - 1);
  }

  private String bury(Object... fields) {
    settleAsDead(inbox.deliverOne(fields));
    List<DeadStream.Letter> letters = dead.after("0-0", 100);
    return letters.get(letters.size() - 1).id();
  }

  private void settleAsDead(String id) {
    SettleScript settle =
        new SettleScript(inbox.link, inbox.keys, STAGE, List.of(), Duration.ofSeconds(9));
    ResultMessage failure = ResultMessage.failed("", STAGE, "attempts", "boom", 3);
    inbox.link.await(
        settle.run(
            List.of(new Settlement(id, List.of(new Bury("attempts", "boom", 3, null, failure))))));
  }
}
