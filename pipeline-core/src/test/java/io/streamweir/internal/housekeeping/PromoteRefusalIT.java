package io.streamweir.internal.housekeeping;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.AppendScript;
import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.cancel.CancelScript;
import io.streamweir.internal.feature.cancel.CancelScriptIT;
import io.streamweir.internal.feature.window.WindowBox;
import io.streamweir.internal.feature.window.WindowScripts;
import io.streamweir.internal.wire.Command;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the way of one stage's delayed entries stands in the way of nothing else. */
@WithRedis
class PromoteRefusalIT {
  private static final String LAST_ID = "18446744073709551615-18446744073709551615";

  private TestInbox inbox;
  private LimitedUser user;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    user = new LimitedUser(inbox, space);
    for (String stage : List.of(STAGE, NEXT)) {
      AppendScript append = new AppendScript(inbox.link, inbox.keys, stage, 100);
      inbox.link.await(append.run(List.of(new AppendScript.Job(plain(stage), 1, null, 0)), null));
    }
    inbox.ask(Command.of("ZADD"), inbox.keys.fires(), 1, "tick");
    inbox.link.await(
        new CancelScript(inbox.link, inbox.keys, CancelScriptIT.pipeline().facts())
            .cancel("other"));
    long due = inbox.queries.now() + 2;
    await().atMost(PATIENCE).until(() -> inbox.queries.now() > due);
  }

  @AfterEach
  void close() {
    user.close();
    inbox.close();
  }

  private PromoteScript.Reply promote() {
    PromoteScript script = new PromoteScript(user.link, inbox.keys, List.of(STAGE, NEXT));
    return user.link.await(script.run(10, 0));
  }

  private void expectAllElse(PromoteScript.Reply reply) {
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly(NEXT);
    assertThat(inbox.link.await(inbox.queries.delayed(inbox.keys.later(STAGE)))).isOne();
    assertThat(reply.cancelled())
        .extracting(PromoteScript.Cancelled::jobId)
        .containsExactly("other");
    assertThat(reply.fires()).extracting(PromoteScript.Due::schedule).containsExactly("tick");
  }

  @Test
  void ofAnInboxThatHasGivenOutItsLastId() {
    inbox.ask(Command.XADD, inbox.inbox, LAST_ID, "j", "stranger");

    PromoteScript.Reply reply = promote();

    expectAllElse(reply);
    assertThat(reply.moved()).isOne();
    assertThat(reply.refusal()).contains("last").contains(inbox.inbox);
    inbox.ask(Command.of("DEL"), inbox.inbox);
    assertThat(promote().moved()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-zrem (+zrem ~*:later:next)",
        "-xadd (+xadd ~*:next)",
        "-zrange (+zrange ~*:later:next ~*:fires ~*:cancelled)",
        "-type (+type ~*:next ~*:fires ~*:cancelled)"
      })
  void ofAUserWhoMayNotDoAllAtOneStage(String rules) {
    user.allow(LimitedUser.ALL + " " + rules);

    PromoteScript.Reply reply = promote();

    expectAllElse(reply);
    assertThat(reply.refusal()).isNotEmpty();
    user.allow(LimitedUser.ALL);
    assertThat(promote().moved()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fires", "cancelled"})
  void ofAUserWhoMayNotReadMarksOrFires(String readable) {
    user.allow(LimitedUser.ALL + " -zrange (+zrange ~*:later:* ~*:" + readable + ")");

    PromoteScript.Reply reply = promote();

    assertThat(reply.moved()).isEqualTo(2);
    assertThat(reply.refusal()).isNotEmpty();
    assertThat(reply.cancelled().size() + reply.fires().size()).isOne();
  }

  @Test
  void closesNoWindowIntoAnInboxThatHasGivenOutItsLastId(RedisSpace space) {
    try (WindowBox box = new WindowBox(space, WindowBox.window())) {
      List<String> ids = box.inbox.pending("c", 2);
      box.settle(box.everyKind(ids.get(0), 5));
      box.settle(box.filling(ids.get(1), box.event("k", 3 * WindowBox.SIZE)));
      WindowScripts.Span span = box.ticks().get(0);
      WindowScripts.Closing closing = box.closing(span, box.read(span));
      inbox.ask(Command.of("DEL"), inbox.keys.inbox(NEXT));
      inbox.ask(Command.XADD, inbox.keys.inbox(NEXT), LAST_ID, "j", "stranger");

      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> box.close(closing))
          .returns("EXHAUSTED", RedisCallException::code);

      assertThat(box.openSpans()).hasSize(2);
      inbox.ask(Command.of("DEL"), inbox.keys.inbox(NEXT));
      assertThat(box.close(closing).closed()).isOne();
    }
  }
}
