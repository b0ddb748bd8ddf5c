package io.streamweir.internal.lane;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.pipeline.BatchEntry;
import io.streamweir.pipeline.BatchStage;
import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A pipeline whose first stage takes batches, which are noted, and whose last one counts texts. */
public final class Batches {
  static final Duration LONG = Duration.ofMinutes(1);

  final Queue<List<String>> seen = new ConcurrentLinkedQueue<>();
  final AtomicInteger interrupted = new AtomicInteger();
  final CountDownLatch go = new CountDownLatch(1);

  Pipeline<Text> pipeline(BatchStage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("batches")
        .accepts(Text.class)
        .batchStage(
            "work",
            Text.class,
            batch -> {
              seen.add(texts(batch));
              return handler.handleAll(batch);
            },
            config)
        .stage(
            "last",
            Text.class,
            (text, context) ->
                Outcome.<Text>finish(text).counting(Count.one("last", text.getValue())))
        .build();
  }

  static List<String> texts(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> entry.input().getValue()).toList();
  }

  public static List<? extends Outcome<Text>> forwardAll(List<BatchEntry<Text>> batch) {
    return batch.stream().map(entry -> Outcome.<Text>forward(entry.input())).toList();
  }

  /** Waits for the test where the batch has such a text. */
  List<? extends Outcome<Text>> hang(List<BatchEntry<Text>> batch) throws InterruptedException {
    if (texts(batch).contains("hang")) {
      try {
        go.await();
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
        throw e;
      }
    }
    return forwardAll(batch);
  }

  static UnaryOperator<StageConfig> batch(int most, Duration within) {
    return config -> config.withBatch(most, within);
  }

  static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  static void expectEachOnce(Rig rig, Set<String> texts) {
    until(() -> rig.counted("last") == texts.size());
    until(() -> rig.pending("work") + rig.pending("last") == 0);
    assertThat(rig.counters("last").keySet()).isEqualTo(texts);
    assertThat(rig.counters("last").values()).containsOnly("1");
  }
}
