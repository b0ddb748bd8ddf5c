package io.streamweir.internal.feature.cancel;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Cancellation;
import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.client.ResultSubscription;
import io.streamweir.client.SubmitOptions;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs are cancelled while they finish, fail and wait: each ends once, and in one way. */
@WithRedis
class CancelRaceIT {
  private static final int ROUNDS = 40;
  private static final int JOBS = 25; // of a round

  private enum End {
    FINISHED,
    FAILED,
    CANCELLED
  }

  private static Pipeline<Text> pipeline() {
    return Pipeline.named("race")
        .accepts(Text.class)
        .stage("work", Text.class, (text, context) -> Outcome.forward(text))
        .stage("last", Text.class, (text, context) -> last(text))
        .build();
  }

  private static Outcome<Text> last(Text text) {
    return Integer.parseInt(text.getValue()) % 4 == 3
        ? Outcome.<Text>reject("no").counting(Count.one("ends", "failed"))
        : Outcome.<Text>finish(text).counting(Count.one("ends", "finished"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void endsEachJobOnceAndInOneWay(int concurrency, RedisSpace space) throws Exception {
    Queue<Result> published = new ConcurrentLinkedQueue<>();
    try (Rig rig = Rig.on(space, pipeline());
        ResultSubscription subscription = rig.jobs().subscribe(published::add)) {
      subscription.ready().join();
      Ledger ledger = new Ledger();
      rig.worker(ledger, config -> config.withConcurrency(concurrency));
      Map<String, Result> stored = new HashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        stored.putAll(round(rig, "round-" + round + "-"));
      }
      until(() -> published.size() >= ROUNDS * JOBS);
      until(() -> rig.pending("work") + rig.pending("last") == 0);
      expectOneMessageEach(published, stored);
      expectEffectsOnlyOfWhatEnded(rig, stored);
    }
  }

  /** The first are cancelled before they are there, the last when they may have ended. */
  private static Map<String, Result> round(Rig rig, String prefix) throws Exception {
    Map<String, CompletableFuture<Receipt>> receipts = new LinkedHashMap<>();
    for (int i = 0; i < JOBS; i++) {
      SubmitOptions options = SubmitOptions.defaults().withJobId(prefix + i);
      receipts.put(prefix + i, rig.jobs().submitAsync(new Text(Integer.toString(i)), options));
    }
    Map<String, Cancellation> answers = new HashMap<>();
    receipts.keySet().forEach(job -> answers.put(job, rig.jobs().cancel(job)));
    Map<String, Result> stored = new HashMap<>();
    for (CompletableFuture<Receipt> receipt : receipts.values()) {
      Result result = rig.result(receipt.join());
      expectTheSame(result, answers.get(result.jobId()).result());
      stored.put(result.jobId(), result);
    }
    return stored;
  }

  private static void expectOneMessageEach(Queue<Result> published, Map<String, Result> stored) {
    assertThat(published).extracting(Result::jobId).doesNotHaveDuplicates();
    assertThat(published).hasSameSizeAs(stored.keySet());
    published.forEach(message -> expectTheSame(message, stored.get(message.jobId())));
  }

  private static void expectTheSame(Result one, Result other) {
    assertThat(end(one)).as(one.jobId()).isEqualTo(end(other));
  }

  private static void expectEffectsOnlyOfWhatEnded(Rig rig, Map<String, Result> stored) {
    Map<End, Long> ends = new EnumMap<>(End.class);
    stored.values().forEach(result -> ends.merge(end(result), 1L, Long::sum));
    long failed = ends.getOrDefault(End.FAILED, 0L);
    assertThat(rig.count("ends", "finished")).isEqualTo(ends.getOrDefault(End.FINISHED, 0L));
    assertThat(rig.count("ends", "failed")).isEqualTo(failed);
    assertThat(rig.dead("last")).hasSize((int) failed);
    assertThat(ends).as("the race has both outcomes").containsKeys(End.CANCELLED, End.FINISHED);
  }

  private static End end(Result result) {
    if (result instanceof Result.Cancelled) {
      return End.CANCELLED;
    }
    return result instanceof Result.Failed ? End.FAILED : End.FINISHED;
  }
}
