package io.streamweir.internal.feature.foreign;

import static io.streamweir.internal.entry.TestInbox.NEXT;
import static io.streamweir.internal.entry.TestInbox.STAGE;
import static io.streamweir.internal.entry.TestInbox.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.settle.Append;
import io.streamweir.internal.settle.SettleScript;
import io.streamweir.internal.settle.Settlement;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.listener.WorkerListener.Ending;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A feature that is not there: what it takes to add an effect and a rule. docs/decisions/0008 walks
 * through it.
 */
@WithRedis
class ForeignStreamIT {
  private TestInbox inbox;
  private SettleScript script;
  private String stream;

  @BeforeEach
  void open(RedisSpace space) {
    inbox = TestInbox.in(space);
    script = new SettleScript(inbox.link, inbox.keys, STAGE, List.of(NEXT), Duration.ofSeconds(90));
    stream = inbox.keys.inbox("audit"); // in the partition's hash slot
  }

  @AfterEach
  void close() {
    inbox.close();
  }

  private Settlement told(String id) {
    List<byte[]> fields =
        List.of(Call.bytes("j"), Call.bytes("a"), Call.bytes("t"), Call.bytes("1"));
    Entry entry = Entry.of(Call.bytes(id), fields, 1);
    Decided plain =
        Decided.onward(entry, List.of(new Append(0, plain("a"))), Ending.FORWARDED, 1, 0);
    return new AuditRule(stream).apply(entry, plain).settlement();
  }

  private SettleScript.Reply settle(String id) {
    return inbox.link.await(script.run(List.of(told(id))));
  }

  @Test
  void appendsBesideWhatTheEntryDoesAndOnlyOnce() {
    String id = inbox.pending("c", 1).get(0);

    assertThat(settle(id).fenced()).isEmpty();
    assertThat(settle(id).fenced()).containsExactly(1L);

    assertThat(inbox.entries(stream)).containsExactly(Map.of("job", "a"));
    assertThat(inbox.jobs(inbox.keys.inbox(NEXT))).containsExactly("a");
  }

  @Test
  void findsAKeyOfAnotherTypeBeforeItAcknowledges() {
    String id = inbox.pending("c", 1).get(0);
    inbox.say(Command.SET, stream, "a stranger's");

    assertThatExceptionOfType(RedisCallException.class)
        .isThrownBy(() -> settle(id))
        .returns("WRONGTYPE", RedisCallException::code);

    assertThat(inbox.pendingNow()).hasSize(1);
    assertThat(inbox.length(inbox.keys.inbox(NEXT))).isZero();
  }
}
