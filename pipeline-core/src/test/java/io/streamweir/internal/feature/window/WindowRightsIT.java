package io.streamweir.internal.feature.window;

import static io.streamweir.internal.entry.LimitedUser.ALL;
import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.LimitedUser;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a user may not do, windows are filled and closed wholly or not at all. */
@WithRedis
class WindowRightsIT {
  private TestInbox inbox;
  private WindowBox box;
  private LimitedUser user;

  @BeforeEach
  void open(RedisSpace space) {
    box = new WindowBox(space, WindowBox.window());
    inbox = box.inbox;
    user = new LimitedUser(inbox, space);
  }

  @AfterEach
  void close() {
    user.close();
    box.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-hmget", "-hget", "-hincrby", "-hset", "-zadd", "-pfadd", "-time", "-xack"})
  void fillsWhollyOrNotAtAll(String rules) {
    List<Settlement> all = List.of(box.everyKind(inbox.pending("c", 1).get(0), 1));
    SettleScript script =
        new SettleScript(user.link, inbox.keys, STAGE, List.of(NEXT), Duration.ofMinutes(1));
    user.allow(ALL + " " + rules);

    user.denied(script.run(all));

    assertThat(inbox.pendingNow()).hasSize(1);
    assertThat(box.open()).isEmpty();
    user.allow(ALL);
    assertThat(user.link.await(script.run(all)).fenced()).isEmpty();
    assertThat(box.open()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-xadd", "-zrem", "-del", "-hset", "-hincrby"})
  void closesWhollyOrNotAtAll(String rules) {
    box.settle(box.everyKind(inbox.pending("c", 1).get(0), 1));
    WindowScripts scripts = box.scripts(user.link);
    WindowScripts.Span span = box.openSpans().get(0);
    WindowScripts.Closing closing = box.closing(span, box.read(span));
    user.allow(ALL + " " + rules);

    user.denied(scripts.close(List.of(closing)));

    assertThat(box.open()).hasSize(1);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
    user.allow(ALL);
    assertThat(user.link.await(scripts.close(List.of(closing))).closed()).isEqualTo(1);
  }
}
