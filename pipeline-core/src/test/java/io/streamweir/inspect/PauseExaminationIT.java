package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@WithRedis
class PauseExaminationIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("held")
          .accepts(Text.class)
          .stage("a", Text.class, (text, context) -> Outcome.drop())
          .build();

  private static List<Doctor.Finding> findings(Rig rig) {
    return new Doctor(rig.link, PIPELINE, Rig.LEASE).examine();
  }

  private static List<Doctor.Finding> wrong(Rig rig) {
    return findings(rig).stream().filter(finding -> !finding.healthy()).toList();
  }

  private static List<Doctor.Finding> paused(Rig rig) {
    return findings(rig).stream().filter(finding -> finding.what().contains("paused")).toList();
  }

  private static void pausedFor(Rig rig, Duration time, long untilMillis) {
    long now = Long.parseLong(rig.redis.time().get(0)) * 1_000;
    String value = (now - time.toMillis()) + " " + untilMillis + " 0\nops\nthe disk";
    rig.redis.hset(Keys.paused(rig.link, "held"), "a", value);
  }

  @Test
  void tellsOfWhatIsPausedAndIsWorriedAboutWhatIsSoForLong(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      assertThat(paused(rig)).isEmpty();
      pausedFor(rig, Duration.ofMinutes(50), 0);
      assertThat(paused(rig)).hasSize(1).allMatch(Doctor.Finding::notice);
      assertThat(paused(rig).get(0).what())
          .matches("stage a of held is paused since \\S+Z by ops \\(the disk\\)");
      pausedFor(rig, Duration.ofMinutes(61), 0);
      assertThat(paused(rig)).hasSize(1).noneMatch(Doctor.Finding::healthy);
      pausedFor(rig, Duration.ofHours(9), 9_999_999_999_999L);
      assertThat(paused(rig)).hasSize(1).allMatch(Doctor.Finding::notice);
    }
  }

  @Test
  void blamesNobodyForWhatWaitsAtAPausedStage(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      rig.submit("1");
      rig.submit("2");
      assertThat(wrong(rig)).isNotEmpty(); // there is no group
      pauses.pause("a", PauseOptions.defaults());
      assertThat(wrong(rig)).isEmpty();

      rig.createGroup("a");
      assertThat(wrong(rig)).isEmpty();
      pauses.resume("a");
      assertThat(wrong(rig)).hasSize(1); // entries wait
      pauses.pause("a", PauseOptions.defaults());
      String id = rig.deliverTo("gone", "a", 1).get(0).getId();
      rig.age("gone", "a", Duration.ofHours(1), id);
      assertThat(wrong(rig)).isEmpty();
      pauses.resume("a");
      assertThat(wrong(rig)).hasSize(1); // one is pending beyond its lease
    }
  }

  @Test
  void saysThatTheKeyIsSomethingElse(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      rig.redis.set(Keys.paused(rig.link, "held"), "x");
      assertThat(wrong(rig)).anyMatch(finding -> finding.what().contains("where a hash belongs"));
    }
  }

  @Test
  void findsSubmitsThatAreRefusedThoughNothingIsPaused(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      pauses.pause("a", PauseOptions.defaults().withRefuseSubmits());
      assertThat(wrong(rig)).noneMatch(finding -> finding.what().contains("refused"));

      rig.redis.del(Keys.paused(rig.link, "held"));

      assertThat(wrong(rig))
          .extracting(Doctor.Finding::what)
          .contains("submits to partitions [0] are refused, though no pause says so");
      pauses.resume("a");
      assertThat(wrong(rig)).noneMatch(finding -> finding.what().contains("refused"));
    }
  }
}
