package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Backoff;
import io.streamweir.pipeline.BreakerConfig;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class BreakerStatusIT {
  private static final BreakerConfig BREAKER =
      BreakerConfig.defaults().withWindow(2).withRest(Backoff.fixed(Duration.ofHours(1)));

  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("calls")
          .accepts(Text.class)
          .stage(
              "call",
              Text.class,
              (text, context) -> {
                throw new IOException("no route\nto host");
              },
              stage -> stage.withBreaker(BREAKER))
          .build();

  private static List<BreakerStatus> breakers(Rig rig) {
    return new Inspector(rig.link, PIPELINE).breakers();
  }

  private static List<Doctor.Finding> found(Rig rig) {
    return new Doctor(rig.link, PIPELINE, Rig.LEASE)
        .examine().stream().filter(finding -> finding.what().contains("breaker")).toList();
  }

  /** That a worker says so, whose breaker opened so long ago and who was heard so long ago. */
  private static void said(Rig rig, String worker, String state, Duration open, Duration heard) {
    List<String> time = rig.redis.time();
    long now = Long.parseLong(time.get(0)) * 1_000;
    String member = open.toMillis() + " " + state + " " + worker + " java.io.IOException: away";
    String key = Keys.breakers(rig.link, "calls", "call");
    rig.redis.zadd(key, (double) (now - heard.toMillis()), member);
  }

  @Test
  void tellsOfWorkersThatRestUntilTheyEnd(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      assertThat(breakers(rig)).isEmpty();
      Worker first = rig.worker();
      rig.worker();
      rig.submitNumbers(50);
      until(() -> breakers(rig).size() == 1 && breakers(rig).get(0).resting() == 2);
      assertThat(breakers(rig).get(0).text())
          .matches(
              "breaker open in 2 workers, since \\S+Z, last failure: java.io.IOException: no route"
                  + " to host at .*");
      assertThat(rig.redis.pttl(Keys.breakers(rig.link, "calls", "call"))).isPositive();
      first.close();
      assertThat(breakers(rig).get(0).resting()).isEqualTo(1);
    }
  }

  @Test
  void countsEachWorkerOnceAndNoneThatWasNotHeardOf(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      said(rig, "a", "open", Duration.ofSeconds(5), Duration.ofSeconds(4));
      said(rig, "a", "half_open", Duration.ofSeconds(8), Duration.ofSeconds(1));
      said(rig, "b", "open", Duration.ofSeconds(1), Duration.ofSeconds(1));
      said(rig, "dead", "open", Duration.ofHours(1), Duration.ofSeconds(40));
      assertThat(breakers(rig))
          .singleElement()
          .satisfies(
              breaker ->
                  assertThat(breaker.text())
                      .contains("open in 1 worker, half-open in 1 worker, since"));
    }
  }

  @Test
  void worriesTheDoctorWhereItGoesOnForLong(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      assertThat(found(rig)).isEmpty();
      said(rig, "a", "open", Duration.ofMinutes(9), Duration.ZERO);
      assertThat(found(rig)).hasSize(1).allMatch(Doctor.Finding::notice);
      assertThat(found(rig).get(0).what())
          .startsWith("stage call of calls: breaker open in 1 worker, since ");
      said(rig, "b", "half_open", Duration.ofMinutes(11), Duration.ZERO);
      assertThat(found(rig)).hasSize(1).noneMatch(Doctor.Finding::healthy);
      rig.redis.del(Keys.breakers(rig.link, "calls", "call"));
      said(rig, "b", "half_open", Duration.ofMinutes(11), Duration.ZERO); // nothing comes to try
      assertThat(found(rig)).hasSize(1).allMatch(Doctor.Finding::notice);
    }
  }
}
