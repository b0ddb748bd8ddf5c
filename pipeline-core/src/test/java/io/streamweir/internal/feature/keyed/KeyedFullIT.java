package io.streamweir.internal.feature.keyed;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A keyed stage beside a server that is full. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyedFullIT {
  private static final int KEYS = 5;
  private static final int EACH = 40;
  private static final FailurePolicy SOON =
      FailurePolicy.attempts(5, Backoff.fixed(Duration.ofMillis(30)));

  private RedisServer server;
  private Rig rig;

  @BeforeAll
  void start() {
    server = RedisServer.start("--maxmemory-policy noeviction");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    rig =
        Rig.on(server, Keyed.pipeline(2, KeyedFullIT::work, c -> c.withOrder().withFailure(SOON)));
  }

  @AfterEach
  void close() throws Exception {
    memory("0");
    rig.close();
    try (Rig last = Rig.on(server, rig.pipeline)) {
      last.redis.flushall();
    }
  }

  /** Fails the first attempt of every tenth number, so that its key is parked. */
  private static Outcome<Text> work(Text text, StageContext context) {
    if (Keyed.number(text) % 10 == 3 && context.attempt() == 1) {
      throw new IllegalStateException("not yet");
    }
    return Outcome.forward(text);
  }

  private Ledger startWorker() {
    Ledger ledger = new Ledger();
    rig.worker(ledger, config -> config.withStages(Set.of(Keyed.WORK)));
    return ledger;
  }

  private void memory(String most) {
    rig.redis.configSet("maxmemory", most);
  }

  private String inbox(int partition) {
    return Keys.of(rig.link, "keyed", partition).inbox(Keyed.WORK);
  }

  private void expectAllInOrder() {
    until(() -> Keyed.logged(rig) == KEYS * EACH);
    Keyed.expectOrder(rig, KEYS, EACH);
    until(() -> Keyed.isQuiet(rig));
  }

  @Test
  void isDrainedInOrderWhileItIsFull() throws Exception {
    Worker first = rig.worker(new Ledger(), config -> config.withStages(Set.of(Keyed.WORK)));
    until(() -> rig.redis.exists(inbox(0), inbox(1)) == 2); // the groups are there
    first.close();
    Keyed.submit(rig, KEYS, EACH);
    memory("1");

    Ledger ledger = startWorker();

    expectAllInOrder();
    assertThat(ledger.refusals).isEmpty();
    assertThat(ledger.fenced).hasValue(0);
  }

  @Test
  void makesItsGroupsWhileItIsFull() throws Exception {
    Keyed.submit(rig, KEYS, EACH);
    memory("1");

    Ledger ledger = startWorker();

    expectAllInOrder();
    assertThat(ledger.refusals).isEmpty();
    assertThat(ledger.fenced).hasValue(0);
  }
}
