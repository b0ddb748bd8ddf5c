package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.audit.AuditStream;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithRedis
class AuditIT {
  private RedisLink link;
  private Audit audit;

  @BeforeEach
  void open(RedisSpace space) {
    link = RedisLink.open(RedisConfig.of(space.uri()).withNamespace(space.namespace()));
    audit = new Audit(link);
  }

  @AfterEach
  void close() {
    link.close();
  }

  private static AuditedChange change(String pipeline, int number) {
    return AuditedChange.of("anna", "cancel", pipeline).withTarget("job-" + number);
  }

  private List<String> targets(Audit.Page page) {
    return page.entries().stream().map(entry -> entry.change().target()).toList();
  }

  /** An operator makes room there, and who it was is asked for afterwards. */
  @Test
  void isWrittenOnAFullServer() {
    try (RedisServer server = RedisServer.start("--maxmemory 1");
        RedisLink full = RedisLink.open(server.uri())) {
      new Audit(full).write(change("orders", 7));

      assertThat(targets(new Audit(full).page(null, 10, all -> true))).containsExactly("job-7");
    }
  }

  @Test
  void tellsWhatWasChangedNewestFirst() {
    AuditedChange whole = AuditedChange.of("anna", "pause", "orders");
    AuditedChange full =
        AuditedChange.of("night shift", "dead-replay", "orders")
            .withStage("charge")
            .withTarget("billing")
            .withCount(1_234_567_890_123L)
            .withDetail("reason rejected\n\"é\"");
    audit.write(whole);
    audit.write(full);

    Audit.Page page = audit.page(null, 10, all -> true);

    assertThat(page.entries().stream().map(Audit.Entry::change)).containsExactly(full, whole);
    assertThat(page.next()).isNull();
    assertThat(page.entries().get(0).at())
        .isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now().plusSeconds(3600));
  }

  @Test
  void pagesByPlaceAndByWhatIsWanted() {
    for (int i = 0; i < 10; i++) {
      audit.write(change(i % 2 == 0 ? "orders" : "others", i));
    }
    Audit.Page first = audit.page(null, 2, change -> change.pipeline().equals("orders"));
    assertThat(targets(first)).containsExactly("job-8", "job-6");
    audit.write(change("orders", 10));
    Audit.Page second = audit.page(first.next(), 3, change -> change.pipeline().equals("orders"));
    assertThat(targets(second)).containsExactly("job-4", "job-2", "job-0");
    assertThat(audit.page(second.next(), 3, change -> true))
        .isEqualTo(new Audit.Page(List.of(), null));
  }

  @Test
  void looksAtABoundedNumberOfChangesAtOnce() {
    audit.write(change("orders", 0));
    fill(6_000);

    Audit.Page none = audit.page(null, 5, change -> change.pipeline().equals("orders"));
    assertThat(none.entries()).isEmpty();
    Audit.Page found = audit.page(none.next(), 5, change -> change.pipeline().equals("orders"));
    assertThat(targets(found)).containsExactly("job-0");
    assertThat(found.next()).isNull();
  }

  /** So many changes of another pipeline, in one call. */
  private void fill(int changes) {
    Call call = Call.args();
    call.add("for i = 1, ARGV[1] do redis.call('XADD', KEYS[1], '*', 'pipeline', 'others') end");
    call.add(1).addKey(Keys.audit(link)).add(changes);
    link.await(link.shared().send(Command.of("EVAL"), Reply.VALUE, call));
  }

  @Test
  void keepsABoundedNumberOfChangesOfBoundedSize() {
    AuditedChange large = change("orders", 0).withDetail("x".repeat(499) + "\uD83D\uDE00 and more");
    audit.write(large);
    assertThat(audit.page(null, 1, all -> true).entries().get(0).change().detail())
        .isEqualTo("x".repeat(499));

    fill(2 * AuditStream.KEPT);
    audit.write(change("orders", 1));
    Call length = Call.args().addKey(Keys.audit(link));
    assertThat(link.await(link.shared().send(Command.of("XLEN"), Reply.INTEGER, length)))
        .isBetween((long) AuditStream.KEPT, AuditStream.KEPT + 200L);
  }

  @Test
  void readsWhatAForeignProgramWrote() {
    Call strange = Call.args().addKey(Keys.audit(link)).add("*").add("count").add("many");
    link.await(link.shared().send(Command.XADD, Reply.VALUE, strange));
    assertThat(audit.page(null, 5, all -> true).entries().get(0).change())
        .isEqualTo(AuditedChange.of("", "", ""));
  }

  @Test
  void refusesAPlaceThatIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> audit.page("+", 5, all -> true));
    assertThatIllegalArgumentException().isThrownBy(() -> audit.page(null, 0, all -> true));
    assertThat(audit.page(null, 5, all -> true).entries()).isEmpty();
  }
}
