package io.streamweir.internal.feature.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.sync.RedisCommands;
import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithRedis
class LaterWalkIT {
  private static final int MEMBERS = 200_000;
  private static final int SEEN = 150_000;
  private static final int STEPS = 60;
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("walked")
          .accepts(Text.class)
          .stage("work", Text.class, (text, context) -> Outcome.finish(text))
          .build();

  /** Promoters take away what is due, at the front, between any two looks. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnWhereTheFrontIsPromotedAllTheWhile(boolean manyAreDueAtOnce, RedisSpace space)
      throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      RedisCommands<String, String> redis = rig.redis;
      Keys keys = rig.keys;
      String later = keys.later("work");
      for (int from = 0; from < MEMBERS; from += 10_000) {
        redis.zadd(later, members(from, from + 10_000, manyAreDueAtOnce));
      }
      LaterWalk walk = new LaterWalk(rig.link, keys, "work");
      String at = "%1$d~%1$d~%2$s".formatted(SEEN, LaterPosition.text(name(SEEN).getBytes(UTF_8)));
      AtomicBoolean ended = new AtomicBoolean();
      Thread promoter =
          new Thread(
              () -> {
                while (!ended.get() && redis.zcard(later) > MEMBERS - SEEN + 1_000) {
                  redis.zpopmin(later, 20);
                }
              });
      promoter.start();
      List<String> names = new ArrayList<>();
      try {
        for (int step = 0; step < STEPS; step++) {
          for (EntryStep.Found found : walk.delayed(at, 20).found()) {
            names.add(new String(found.name().bytes(), UTF_8));
            at = found.position();
          }
        }
      } finally {
        ended.set(true);
        promoter.join();
      }
      assertThat(names)
          .isEqualTo(
              IntStream.rangeClosed(SEEN + 1, SEEN + STEPS * 20)
                  .mapToObj(LaterWalkIT::name)
                  .toList());
    }
  }

  private static String name(int n) {
    return "m" + n;
  }

  @SuppressWarnings("unchecked")
  private static ScoredValue<String>[] members(int from, int to, boolean manyAreDueAtOnce) {
    return IntStream.range(from, to)
        .mapToObj(n -> ScoredValue.just(manyAreDueAtOnce ? Math.min(n, SEEN) : n, name(n)))
        .toArray(ScoredValue[]::new);
  }
}
