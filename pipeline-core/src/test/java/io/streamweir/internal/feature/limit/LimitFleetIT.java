package io.streamweir.internal.feature.limit;

import static io.streamweir.testkit.Patience.PATIENCE;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.CommandListener;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.ChildJvm;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Meeting;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limited stage does as much with many workers as with few, and costs Redis no more. */
@WithRedis
class LimitFleetIT {
  private static final int JOBS = 600;
  private static final int MAX_RUNNING = 10;

  private final Meeting meeting = new Meeting(MAX_RUNNING);
  private final Queue<String> handled = new ConcurrentLinkedQueue<>();
  private final AtomicLong asked = new AtomicLong();

  private Pipeline<Text> pipeline(int partitions) {
    return pipeline(partitions, 1);
  }

  private Pipeline<Text> pipeline(int partitions, int concurrency) {
    return Pipeline.named("fleet")
        .accepts(Text.class)
        .partitions(partitions)
        .stage(
            "work",
            Text.class,
            (text, context) -> {
              meeting.attend(1);
              handled.add(text.getValue());
              return Outcome.drop();
            },
            config -> config.withMaxRunning(MAX_RUNNING).withConcurrency(concurrency))
        .build();
  }

  /** Workers with links of their own, so with connections of their own. */
  private void start(Rig rig, String uri, int workers) {
    for (int i = 0; i < workers; i++) {
      RedisLink link = rig.linkTo(uri);
      link.listen(
          new CommandListener() {
            @Override
            public void answered(String command, long nanos) {
              if (command.equals("limit")) {
                asked.incrementAndGet();
              }
            }
          });
      rig.worker(link, rig.pipeline, new Ledger(), config -> config);
    }
  }

  /** How many calls there were for each job, and how long a job took. */
  private record Cost(double calls, long nanos) {}

  private Cost costOf(int workers, RedisServer server) throws Exception {
    handled.clear();
    try (Rig rig = Rig.on(server, pipeline(16))) {
      rig.redis.flushall();
      rig.submitNumbers(JOBS);
      asked.set(0);
      long begun = System.nanoTime();
      start(rig, server.uri(), workers);
      until(() -> handled.size() == JOBS);
      long took = System.nanoTime() - begun;
      return new Cost((double) asked.get() / JOBS, took / JOBS);
    }
  }

  @Test
  void doesAsMuchForAsFewCallsWithMoreWorkers() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      costOf(1, server); // classes are loaded
      List<Cost> costs = new ArrayList<>();
      for (int workers : List.of(1, 2, 4, 8)) {
        costs.add(costOf(workers, server));
      }

      assertThat(costs).as("%s", costs).allSatisfy(cost -> assertThat(cost.calls).isLessThan(1));
      assertThat(costs.get(3).nanos)
          .as("%s", costs)
          .isLessThan(5 * costs.get(1).nanos + TimeUnit.MILLISECONDS.toNanos(5));
      assertThat(handled).hasSize(JOBS).doesNotHaveDuplicates();
      assertThat(meeting.most()).isEqualTo(MAX_RUNNING);
    }
  }

  @Test
  void neverRunsMoreWhileProcessesAreKilled(RedisSpace space) throws Exception {
    List<ChildJvm> jvms = new ArrayList<>();
    Meeting mine = new Meeting(LimitedWorkerMain.MAX_RUNNING);
    Pipeline<Text> pipeline =
        LimitedWorkerMain.pipeline(
            (text, context) -> {
              mine.attend(1);
              handled.add(text.getValue());
              return Outcome.drop();
            });
    try (Rig rig = Rig.on(space, pipeline)) {
      for (String name : List.of("first", "second")) {
        jvms.add(ChildJvm.start(LimitedWorkerMain.class, space.uri(), space.namespace(), name));
      }
      for (ChildJvm jvm : jvms) {
        jvm.awaitOutput("ready.", PATIENCE);
      }
      rig.submitNumbers(20);
      until(() -> hanging(jvms) == LimitedWorkerMain.MAX_RUNNING);
      rig.worker();
      rig.worker();
      rig.worker();
      assertThat(handled).isEmpty();
      for (ChildJvm jvm : jvms) {
        jvm.kill();
      }
      until(() -> handled.size() == 20);
      assertThat(hanging(jvms)).isEqualTo(LimitedWorkerMain.MAX_RUNNING);
      assertThat(mine.most()).isEqualTo(LimitedWorkerMain.MAX_RUNNING);
    } finally {
      jvms.forEach(ChildJvm::close);
    }
  }

  private static int hanging(List<ChildJvm> jvms) {
    return jvms.stream().mapToInt(jvm -> jvm.output().split("hanging", -1).length - 1).sum();
  }

  @Test
  void sharesThePlacesAmongWorkersThatAllHaveEntries(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(8))) {
      List<Ledger> ledgers = List.of(new Ledger(), new Ledger(), new Ledger());
      for (Ledger ledger : ledgers) {
        rig.worker(rig.linkTo(space.uri()), rig.pipeline, ledger, config -> config);
      }
      rig.submitNumbers(JOBS);
      until(() -> handled.size() == JOBS);
      until(() -> ledgers.stream().mapToLong(ledger -> ledger.settled.get()).sum() == JOBS);
      assertThat(handled).doesNotHaveDuplicates();
      assertThat(meeting.most()).isEqualTo(MAX_RUNNING);
      assertThat(ledgers)
          .as("an even share would be 200")
          .allSatisfy(ledger -> assertThat(ledger.settled.get()).isGreaterThan(20));
    }
  }

  /** The first one holds all places, and passes each on to its own entries. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void givesAWorkerThatComesLaterItsShare(int partitions, RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, pipeline(partitions, MAX_RUNNING))) {
      Ledger first = new Ledger();
      Ledger later = new Ledger();
      rig.submitNumbers(JOBS);
      start(rig, space, first);
      until(() -> handled.size() > 50);
      start(rig, space, later);
      until(() -> first.settled.get() + later.settled.get() == JOBS);
      assertThat(later.settled.get()).as("an even share is below 275").isGreaterThan(75);
      assertThat(handled).hasSize(JOBS).doesNotHaveDuplicates();
      assertThat(meeting.most()).isEqualTo(MAX_RUNNING);
    }
  }

  /** With a lease so long that what it says for that is nothing to hope for. */
  private static void start(Rig rig, RedisSpace space, Ledger ledger) {
    rig.worker(
        rig.linkTo(space.uri()),
        rig.pipeline,
        ledger,
        config -> config.withLease(Duration.ofMinutes(1)));
  }
}
