package io.streamweir.internal.feature.keyed;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.lane.Lane;
import io.streamweir.listener.LaneView;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.FailurePolicy;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.StageContext;
import io.streamweir.redis.RedisLink;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.TcpProxy;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lanes of a keyed stage that have no thread, whether they own their partition or not. */
@WithRedis
class KeyedRestIT {
  private static final int PARTITIONS = 8;
  private static final int KEYS = 16;
  private static final FailurePolicy SOON =
      FailurePolicy.attempts(5, Backoff.fixed(Duration.ofMillis(30)));

  /** A lease in which nothing wakes a lane but its events. */
  private static final UnaryOperator<WorkerConfig> LONG =
      config -> config.withStages(Set.of(Keyed.WORK)).withLease(Duration.ofHours(1));

  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final Queue<String> doubled = new ConcurrentLinkedQueue<>();
  private int submitted;

  /** Every other number fails once, so that its key is blocked for a moment. */
  private Outcome<Text> work(Text text, StageContext context) {
    String key = Keyed.key(text);
    if (!running.add(key)) {
      doubled.add(text.getValue());
    }
    try {
      if (Keyed.number(text) % 2 == 1 && context.attempt() == 1) {
        throw new IllegalStateException("once");
      }
      return Outcome.forward(text);
    } finally {
      running.remove(key);
    }
  }

  private Rig rig(RedisSpace space) {
    return Rig.on(
        space,
        Keyed.pipeline(
            PARTITIONS, this::work, c -> c.withOrder().withFailure(SOON).withConcurrency(4)));
  }

  private static Worker worker(Rig rig) {
    return rig.worker(new Ledger(), LONG);
  }

  /** The next number of each key. */
  private void submit(Rig rig) {
    IntStream.range(0, KEYS).forEach(key -> Keyed.submit(rig, "key-" + key, submitted).join());
    submitted++;
  }

  private void expectAllInOrder(Rig rig) {
    until(() -> Keyed.logged(rig) == (long) KEYS * submitted);
    Keyed.expectOrder(rig, KEYS, submitted);
    assertThat(doubled).isEmpty();
  }

  private static boolean rests(Worker worker) {
    return worker.lanes().stream().allMatch(lane -> ((Lane) lane).resting());
  }

  private static void untilAllRest(Worker... workers) {
    until(() -> Stream.of(workers).allMatch(KeyedRestIT::rests));
  }

  private static long owned(Worker worker) {
    return worker.lanes().stream().filter(LaneView::owned).count();
  }

  @Test
  void keepTheOrderWherePartitionsChangeHandsMeanwhile(RedisSpace space) throws Exception {
    try (Rig rig = rig(space)) {
      Worker first = worker(rig);
      until(() -> owned(first) == PARTITIONS);
      untilAllRest(first);
      submit(rig);
      expectAllInOrder(rig);
      Worker second = worker(rig);
      submit(rig);
      until(() -> owned(first) == PARTITIONS / 2 && owned(second) == PARTITIONS / 2);
      untilAllRest(first, second);
      submit(rig);
      expectAllInOrder(rig);
      first.close();
      submit(rig);
      expectAllInOrder(rig);
      assertThat(owned(second)).isEqualTo(PARTITIONS);
      untilAllRest(second);
    }
  }

  @Test
  void goOnWhereTheyLoseTheirPartitionsAndBehindAPause(RedisSpace space) throws Exception {
    try (Rig rig = rig(space)) {
      PipelineMeta.agree(rig.link, rig.pipeline);
      Worker worker = worker(rig);
      until(() -> owned(worker) == PARTITIONS);
      untilAllRest(worker);
      for (Keys keys : Keys.partitions(rig.link, rig.pipeline.name(), PARTITIONS)) {
        rig.redis.del(keys.owner(Keyed.WORK));
      }
      submit(rig);
      expectAllInOrder(rig);
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause(Keyed.WORK, PauseOptions.defaults());
      until(() -> owned(worker) == 0);
      untilAllRest(worker);
      submit(rig);
      assertThat(Keyed.logged(rig)).isEqualTo(KEYS);
      pauses.resume(Keyed.WORK);
      expectAllInOrder(rig);
    }
  }

  @Test
  void goOnWhereTheConnectionIsCut(RedisSpace space) throws Exception {
    try (Rig rig = rig(space);
        TcpProxy proxy = TcpProxy.to(space.server())) {
      RedisLink link = rig.linkTo(proxy);
      Worker worker = rig.worker(link, rig.pipeline, new Ledger(), LONG);
      until(() -> owned(worker) == PARTITIONS);
      untilAllRest(worker);
      proxy.cut();
      submit(rig);
      submit(rig);
      expectAllInOrder(rig);
      untilAllRest(worker);
    }
  }

  /** Only the worker itself knows when its key goes on: nothing arrives in the inbox. */
  @Test
  void areWokenWhereAKeyIsBlockedWhoseEntryRanMeanwhile(RedisSpace space) throws Exception {
    Queue<Worker> workers = new ConcurrentLinkedQueue<>();
    try (Rig rig =
        Rig.on(
            space,
            Keyed.pipeline(
                1,
                (text, context) -> {
                  if (context.attempt() == 1) {
                    until(() -> rests(workers.element()));
                    throw new IllegalStateException("once");
                  }
                  return Outcome.forward(text);
                },
                c -> c.withOrder().withFailure(SOON).withConcurrency(2)))) {
      Worker worker = worker(rig);
      workers.add(worker);
      untilAllRest(worker);
      Keyed.submit(rig, "key", 0).join();
      until(() -> Keyed.logged(rig) == 1);
      until(() -> Keyed.isQuiet(rig));
    }
  }
}
