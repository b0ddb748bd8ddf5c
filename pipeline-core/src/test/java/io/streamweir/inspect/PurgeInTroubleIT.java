package io.streamweir.inspect;

import static io.streamweir.listener.WorkerListener.Ending.CANCELLED;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.client.Receipt;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Gathered;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Parts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A purge where the server is full, or its clock is not what it was. */
@WithRedis
class PurgeInTroubleIT {
  private static Purge.Step all(Rig rig, String stage, JobState state) {
    Purge purge = new Purge(rig.link, rig.pipeline.facts(), stage, state, JobChoice.all());
    long cancelled = 0;
    long entries = 0;
    String at = Purge.BEGIN;
    do {
      Purge.Step step = purge.step(at, 9);
      cancelled += step.cancelled();
      entries += step.entries();
      at = step.next();
    } while (!at.isEmpty());
    return new Purge.Step(0, cancelled, 0, entries, 0, "");
  }

  /** The clock was set back, or another server of the cluster, which was asked, goes slow. */
  @ParameterizedTest
  @ValueSource(strings = {"9999999999999-0", "18446744073709551615-0"})
  void findsEntriesWhoseIdsAreOfTheFuture(String id, RedisSpace space) throws Exception {
    Pipeline<Text> plain =
        Pipeline.named("purged")
            .accepts(Text.class)
            .partitions(2)
            .stage("work", Text.class, (text, context) -> Outcome.finish(text))
            .build();
    try (Rig rig = Rig.on(space, plain)) {
      Worker worker = rig.worker();
      for (Keys keys : Keys.levels(rig.link, plain)) {
        String[] inbox = {keys.inbox("work")};
        until(() -> rig.redis.exists(inbox) == 1);
        rig.redis.eval(
            "return redis.call('XSETID', KEYS[1], ARGV[1])", ScriptOutputType.STATUS, inbox, id);
      }
      worker.close();
      rig.submitNumbers(20);

      assertThat(all(rig, "work", JobState.WAITING).cancelled()).isEqualTo(20);
    }
  }

  private static Outcome<Text> join(Text text, Gathered<Text> parts, StageContext context) {
    return Outcome.finish(text);
  }

  @Test
  void makesDelayedEntriesOfCancelledJobsDueOnAFullServer() throws Exception {
    Pipeline<Text> splitting =
        Pipeline.named("purged")
            .accepts(Text.class)
            .split("cut", Text.class, (text, context) -> Parts.of(Stream.of(text)))
            .stage("part", Text.class, (text, context) -> Outcome.forward(text))
            .gather("join", Text.class, Text.class, PurgeInTroubleIT::join)
            .build();
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig rig = Rig.on(server, splitting)) {
      Receipt receipt =
          rig.jobs().submit(new Text("a"), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
      assertThat(rig.jobs().cancel(receipt).now()).isTrue();
      rig.redis.configSet("maxmemory", "1");

      assertThat(all(rig, "cut", JobState.DELAYED).entries()).isEqualTo(1);

      rig.redis.configSet("maxmemory", "0");
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      until(() -> ledger.ended(CANCELLED) == 1);
    }
  }
}
