package io.streamweir.internal.feature.schedule;

import static io.streamweir.internal.feature.schedule.Ticking.HOUR;
import static io.streamweir.internal.feature.schedule.Ticking.TENTH;
import static io.streamweir.internal.feature.schedule.Ticking.every;
import static io.streamweir.internal.feature.schedule.Ticking.tick;
import static io.streamweir.internal.feature.schedule.Ticking.with;
import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.streamweir.inspect.Doctor;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.worker.Ledger;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that has lost schedules of code gets them back from the workers that run. */
@WithRedis
class ScheduleLossIT {
  private static void firesAgainAfter(RedisSpace space, Consumer<Rig> loss) throws Exception {
    try (Rig rig = Rig.on(space, with(every(TENTH, "x")))) {
      Ledger ledger = new Ledger();
      rig.worker(ledger);
      until(() -> ledger.fired.get() > 3);

      loss.accept(rig);

      long before = ledger.fired.get();
      until(() -> ledger.fired.get() > before + 3);
      assertThat(tick(rig).paused()).isFalse();
      until(() -> findings(rig).isEmpty());
    }
  }

  private static List<String> findings(Rig rig) {
    return new Doctor(rig.link, rig.pipeline, Duration.ofSeconds(10))
        .examine().stream()
            .filter(finding -> !finding.healthy())
            .map(Doctor.Finding::what)
            .toList();
  }

  @Test
  void afterAFlush(RedisSpace space) throws Exception {
    firesAgainAfter(
        space,
        rig -> {
          String all = rig.link.config().namespace() + ":*";
          rig.redis.eval(
              "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end",
              ScriptOutputType.STATUS,
              new String[0],
              all);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"definitions", "due times", "both"})
  void whereTheInboxesAreStillThere(String lost, RedisSpace space) throws Exception {
    firesAgainAfter(
        space,
        rig -> {
          if (!lost.equals("due times")) {
            rig.redis.del(rig.keys.schedules());
          }
          if (!lost.equals("definitions")) {
            rig.redis.del(rig.keys.fires());
          }
        });
  }

  @Test
  void leavesAPausedOneAsItIs(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, with(every(TENTH, "x")))) {
      rig.worker();
      rig.jobs().schedules().pause("tick");
      rig.redis.del(rig.keys.inbox("work"));
      until(() -> rig.redis.exists(rig.keys.inbox("work")) == 1);
      assertThat(tick(rig).paused()).isTrue();
    }
  }

  @Test
  void theDoctorNamesThoseThatAreMissing(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, with(every(HOUR, "x")))) {
      assertThat(findings(rig))
          .containsExactly("schedule tick is defined in code and missing in Redis");
      rig.worker().close();
      assertThat(findings(rig)).isEmpty();
      rig.redis.del(rig.keys.schedules());
      assertThat(findings(rig))
          .containsExactly("schedule tick is defined in code and missing in Redis");
    }
  }

  @Test
  void theDoctorNamesThoseThatAnotherVersionDefines(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, with(every(TENTH, "x")))) {
      Ticking.start(rig, with(every(Duration.ofSeconds(1), "x")));
      assertThat(findings(rig))
          .containsExactly("schedule tick is defined otherwise in Redis than in this program");
      Ticking.start(rig, Ticking.without());
      assertThat(findings(rig))
          .containsExactly("schedule tick is defined otherwise in Redis than in this program");
    }
  }
}
