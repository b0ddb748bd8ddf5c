package io.streamweir.internal.feature.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.streamweir.client.SubmitOptions;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.Stage;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A pipeline whose stage {@code work} is keyed and hands on to {@code log}, on which nobody works:
 * so what its inbox holds is what took effect, in that order. Texts are {@code KEY NUMBER}.
 */
public final class Keyed {
  static final String WORK = "work";
  static final String LOG = "log";

  private Keyed() {}

  public static Pipeline<Text> pipeline(
      int partitions, Stage<Text, Text> handler, UnaryOperator<StageConfig> config) {
    return Pipeline.named("keyed")
        .accepts(Text.class)
        .stage(WORK, Text.class, handler, config)
        .stage(LOG, Text.class, (text, context) -> Outcome.drop())
        .partitions(partitions)
        .build();
  }

  public static String key(Text text) {
    return text.getValue().split(" ")[0];
  }

  public static int number(Text text) {
    return Integer.parseInt(text.getValue().split(" ")[1]);
  }

  /** Submits the numbers from 0 to {@code each - 1} of each of the keys, in turn. */
  static void submit(Rig rig, int keys, int each) {
    List<CompletableFuture<?>> receipts = new ArrayList<>();
    for (int number = 0; number < each; number++) {
      for (int key = 0; key < keys; key++) {
        receipts.add(submit(rig, "key-" + key, number));
      }
    }
    receipts.forEach(CompletableFuture::join);
  }

  static CompletableFuture<?> submit(Rig rig, String key, int number) {
    return rig.jobs()
        .submitAsync(new Text(key + " " + number), SubmitOptions.defaults().withKey(key));
  }

  /** How many entries took effect. */
  static long logged(Rig rig) {
    return IntStream.range(0, rig.pipeline.partitions())
        .mapToLong(p -> rig.redis.xlen(Keys.of(rig.link, "keyed", p).inbox(LOG)))
        .sum();
  }

  /** The keys, as field {@code k} has them, of all that took effect, partition by partition. */
  public static Map<String, List<String>> jobsByKey(Rig rig) {
    Map<String, List<String>> jobs = new LinkedHashMap<>();
    for (int partition = 0; partition < rig.pipeline.partitions(); partition++) {
      String inbox = Keys.of(rig.link, "keyed", partition).inbox(LOG);
      for (StreamMessage<String, String> entry : rig.redis.xrange(inbox, Range.unbounded())) {
        Map<String, String> fields = entry.getBody();
        jobs.computeIfAbsent(fields.get("k"), key -> new ArrayList<>()).add(fields.get("p"));
      }
    }
    return jobs;
  }

  /** Each number of each key took effect once, in order. */
  static void expectOrder(Rig rig, int keys, int each) {
    Map<String, List<String>> byKey = jobsByKey(rig);
    assertThat(byKey).hasSize(keys);
    byKey.forEach(
        (key, payloads) -> {
          List<Integer> numbers =
              payloads.stream()
                  .map(p -> Integer.parseInt(p.substring(p.lastIndexOf(' ') + 1)))
                  .toList();
          assertThat(numbers).as(key).isEqualTo(IntStream.range(0, each).boxed().toList());
        });
  }

  /** Nothing waits anywhere: neither pending, nor parked, nor is a key blocked. */
  static boolean isQuiet(Rig rig) {
    for (int partition = 0; partition < rig.pipeline.partitions(); partition++) {
      var keys = Keys.of(rig.link, "keyed", partition);
      boolean any =
          rig.redis.zcard(keys.parked(WORK)) + rig.redis.zcard(keys.blocked(WORK)) > 0
              || rig.redis.exists(keys.inbox(WORK)) > 0
                  && rig.redis
                          .xpending(keys.inbox(WORK), io.streamweir.internal.entry.Keys.GROUP)
                          .getCount()
                      > 0;
      if (any) {
        return false;
      }
    }
    return true;
  }
}
