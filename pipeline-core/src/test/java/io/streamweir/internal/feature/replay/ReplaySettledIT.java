package io.streamweir.internal.feature.replay;

import static io.streamweir.internal.entry.TestInbox.STAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.replay.SettledEntries.State;
import io.streamweir.internal.feature.replay.SettledEntries.Step;
import io.streamweir.internal.wire.Command;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class ReplaySettledIT {
  private static final long FOREVER = 9_999_999_999_999L;

  private TestInbox inbox;
  private SettledEntries settled;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    settled = new SettledEntries(inbox.link, inbox.keys, STAGE);
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  @Test
  void appendsWhatIsSettledOnce() {
    inbox.acknowledge(inbox.pending("c", 3));

    assertThat(replay("r")).isEqualTo(new Step(State.DONE, 3, 0));
    assertThat(replay("r")).isEqualTo(new Step(State.DONE, 3, 0));

    assertThat(inbox.jobs(inbox.inbox))
        .containsExactly("job-0", "job-1", "job-2", "job-0", "job-1", "job-2");
    assertThat(last())
        .containsOnly(
            entry("j", "job-2"),
            entry("t", "1002"),
            entry("p", "payload-2"),
            entry("h", "streamweir-replay=r"));
  }

  @Test
  void keepsHeadersAndUnknownFields() {
    inbox.createGroup();
    inbox.acknowledge(
        List.of(inbox.deliverOne("j", "job", "t", "1", "p", "p", "h", "a=b+c", "own", "field")));

    replay("r");

    assertThat(last()).contains(entry("h", "a=b+c&streamweir-replay=r"), entry("own", "field"));
  }

  @Test
  void passesOverWhatWaitsOrIsPending() {
    List<String> ids = inbox.pending("c", 4);
    inbox.acknowledge(List.of(ids.get(0), ids.get(2)));
    inbox.fill(3);

    assertThat(replay("r")).isEqualTo(new Step(State.DONE, 2, 5));

    assertThat(inbox.jobs(inbox.inbox)).hasSize(9).endsWith("job-0", "job-2");
  }

  @Test
  void passesOverWhatIsPendingBehindDeletedOnes() {
    List<String> ids = inbox.pending("c", 1_200);
    inbox.acknowledge(ids.subList(0, 1));
    List<Object> gone = new ArrayList<>(List.of(inbox.inbox));
    gone.addAll(ids.subList(1, 1_198));
    inbox.say(Command.XDEL, gone.toArray());

    assertThat(replay("r")).isEqualTo(new Step(State.DONE, 1, 2));
  }

  @Test
  void countsEachArrivalOnce() {
    inbox.createGroup();
    inbox.append("j", "arrival", "t", "1", "p", "p");
    inbox.append("j", "arrival", "t", "1", "p", "p", "a", "2");
    inbox.append("j", "arrival", "t", "1", "p", "p", "x", "1");
    inbox.acknowledge(inbox.deliver("c", 9));

    assertThat(replay("first").replayed()).isEqualTo(1);
    inbox.acknowledge(inbox.deliver("c", 9));

    assertThat(replay("second").replayed()).isEqualTo(1);
    assertThat(last()).contains(entry("h", "streamweir-replay=second"));
  }

  @Test
  void takesNoMoreThanTheInboxMayHold() {
    inbox.acknowledge(inbox.pending("c", 5));

    assertThat(settled.replay("r", 0, FOREVER, 2)).isEqualTo(new Step(State.FULL, 2, 0));
    assertThat(settled.replay("r", 0, FOREVER, 2)).isEqualTo(new Step(State.FULL, 2, 0));
    inbox.acknowledge(inbox.deliver("c", 1));
    assertThat(settled.replay("r", 0, FOREVER, 2)).isEqualTo(new Step(State.FULL, 3, 0));
    inbox.acknowledge(inbox.deliver("c", 9));
    assertThat(settled.replay("r", 0, FOREVER, 2)).isEqualTo(new Step(State.DONE, 5, 0));
  }

  @Test
  void walksInBoundedSteps() {
    inbox.acknowledge(inbox.pending("c", 1200));

    assertThat(replay("r")).isEqualTo(new Step(State.MORE, 500, 0));
    assertThat(replay("r")).isEqualTo(new Step(State.MORE, 1000, 0));
    Step step = replay("r");
    while (step.state() == State.MORE) { // over the entries that it has appended itself
      step = replay("r");
    }

    assertThat(step.replayed()).isEqualTo(1200);
    assertThat(inbox.length(inbox.inbox)).isEqualTo(2400);
  }

  @Test
  void takesTheTimesOfArrival() {
    inbox.createGroup();
    inbox.ask(Command.XADD, inbox.inbox, "10-1", "j", "early", "t", "1", "p", "p");
    inbox.ask(Command.XADD, inbox.inbox, "20-5", "j", "first", "t", "1", "p", "p");
    inbox.ask(Command.XADD, inbox.inbox, "30-7", "j", "last", "t", "1", "p", "p");
    inbox.ask(Command.XADD, inbox.inbox, "31-0", "j", "late", "t", "1", "p", "p");
    inbox.acknowledge(inbox.deliver("c", 9));

    assertThat(settled.replay("r", 20, 30, 100)).isEqualTo(new Step(State.DONE, 2, 0));

    assertThat(inbox.jobs(inbox.inbox)).endsWith("first", "last").hasSize(6);
  }

  @Test
  void knowsOfNothingWhereNobodyHasWorked() {
    assertThat(replay("r")).isEqualTo(new Step(State.DONE, 0, 0));
    inbox.fill(2);
    assertThat(replay("s")).isEqualTo(new Step(State.DONE, 0, 2));
    assertThat(inbox.length(inbox.inbox)).isEqualTo(2);
  }

  @Test
  void changesNothingWhereTheStateIsSomethingElse() {
    inbox.acknowledge(inbox.pending("c", 3));
    inbox.say(Command.SET, inbox.keys.replay(STAGE, "r"), "text");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> replay("r"))
        .withMessageContaining("holds a string where a hash belongs");
    assertThat(inbox.length(inbox.inbox)).isEqualTo(3);
  }

  private Step replay(String name) {
    return settled.replay(name, 0, FOREVER, 1_000_000);
  }

  private Map<String, String> last() {
    List<Map<String, String>> all = inbox.entries(inbox.inbox);
    return all.get(all.size() - 1);
  }
}
