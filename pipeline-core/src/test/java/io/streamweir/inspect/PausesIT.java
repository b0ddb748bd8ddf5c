package io.streamweir.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streamweir.internal.entry.Keys;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisCallException;
import io.streamweir.testkit.RedisServer;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@WithRedis
class PausesIT {
  private static final Pipeline<Text> PIPELINE =
      Pipeline.named("two")
          .accepts(Text.class)
          .stage("a", Text.class, (text, context) -> Outcome.forward(text))
          .stage("b", Text.class, (text, context) -> Outcome.drop())
          .build();

  private static Instant now(Rig rig) {
    return Instant.ofEpochSecond(Long.parseLong(rig.redis.time().get(0)));
  }

  @Test
  void saysSinceWhenUntilWhenByWhomAndWhy(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      Instant before = now(rig);
      PauseOptions options =
          PauseOptions.defaults()
              .withDuration(Duration.ofMinutes(10))
              .withBy("ops@bastion")
              .withReason("größer als \\ und \"so\"");
      Pauses.Paused paused = pauses.pause("b", options);
      assertThat(paused.already()).isFalse();
      Pause pause = paused.pause();
      assertThat(pause.since()).isBetween(before, before.plusSeconds(30));
      assertThat(pause)
          .isEqualTo(
              new Pause(
                  "b",
                  pause.since(),
                  pause.since().plus(Duration.ofMinutes(10)),
                  false,
                  "ops@bastion",
                  "größer als \\ und \"so\""));
      assertThat(pauses.list()).containsExactly(pause);
      assertThat(pauses.resume("b")).contains(pause);
      assertThat(pauses.list()).isEmpty();
      assertThat(rig.redis.exists(Keys.paused(rig.link, "two"))).isZero();
    }
  }

  @Test
  void keepsTheFirstTimeWhenPausedAgainUnlessANewOneIsGiven(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      PauseOptions first =
          PauseOptions.defaults()
              .withDuration(Duration.ofMinutes(10))
              .withBy("first")
              .withReason("one");
      Pause before = pauses.pause("a", first).pause();

      Pauses.Paused again = pauses.pause("a", PauseOptions.defaults().withBy("second"));
      assertThat(again).isEqualTo(new Pauses.Paused(before, true));

      PauseOptions longer =
          PauseOptions.defaults().withDuration(Duration.ofHours(1)).withReason("two");
      Pause changed = pauses.pause("a", longer.withRefuseSubmits()).pause();
      assertThat(changed.since()).isEqualTo(before.since());
      assertThat(changed.by()).isEqualTo("first");
      assertThat(changed.reason()).isEqualTo("two");
      assertThat(changed.until()).isAfter(before.until());
      assertThat(changed.refusesSubmits()).isTrue();

      Pause endless =
          pauses.pause("a", PauseOptions.defaults().withDuration(Duration.ZERO)).pause();
      assertThat(endless.until()).isNull();
      assertThat(endless.refusesSubmits()).isTrue();
    }
  }

  @Test
  void keepsStagesPausedThatWerePausedByThemselves(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      pauses.pause("a", PauseOptions.defaults());
      pauses.pause(PauseOptions.defaults());
      assertThat(pauses.list()).extracting(Pause::stage).containsExactly("", "a");
      assertThat(pauses.list().get(0).covers("b")).isTrue();
      assertThat(pauses.list().get(1).covers("b")).isFalse();
      assertThat(pauses.resume().orElseThrow().whole()).isTrue();
      assertThat(pauses.list()).extracting(Pause::stage).containsExactly("a");
    }
  }

  @Test
  void resumesWhatIsNotPausedWithoutEffect(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      assertThat(pauses.resume()).isEmpty();
      pauses.pause("a", PauseOptions.defaults().withDuration(Duration.ofNanos(1)));
      Rig.until(() -> pauses.list().isEmpty());
      assertThat(pauses.resume("a")).isEmpty();
      assertThat(pauses.pause("a", PauseOptions.defaults()).already()).isFalse();
    }
  }

  @Test
  void refusesStagesThatThePipelineDoesNotHave(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pauses.pause("c", PauseOptions.defaults()))
          .withMessage("pipeline 'two' has no stage 'c'; it has [a, b]");
      assertThatIllegalArgumentException().isThrownBy(() -> pauses.resume("*"));
    }
  }

  @Test
  void takesAForeignValueForAPauseWithoutAnEnd(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      rig.redis.hset(Keys.paused(rig.link, "two"), "a", "yes please");
      assertThat(pauses.list()).containsExactly(new Pause("a", Instant.EPOCH, null, false, "", ""));
      pauses.pause("a", PauseOptions.defaults().withBy("me"));
      assertThat(pauses.list().get(0).by()).isEqualTo("me");
      pauses.resume("a");
      assertThat(pauses.list()).isEmpty();
    }
  }

  @Test
  void saysThatTheKeyIsSomethingElse(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, PIPELINE)) {
      rig.redis.set(Keys.paused(rig.link, "two"), "x");
      assertThatExceptionOfType(RedisCallException.class)
          .isThrownBy(() -> new Pauses(rig.link, PIPELINE).pause(PauseOptions.defaults()))
          .withMessageContaining("holds a string where a hash belongs");
    }
  }

  @Test
  void checksItsOptions() {
    PauseOptions options = PauseOptions.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> options.withReason("two\nlines"));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withBy("x".repeat(201)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withDuration(Duration.ofNanos(-1)));
    assertThat(options.withDuration(Duration.ofDays(3_650)).duration().toSeconds())
        .isEqualTo(TimeUnit.DAYS.toSeconds(3_650));
  }

  /** That may be why an operator pauses. */
  @Test
  void pausesOnAFullServer() throws Exception {
    try (RedisServer server = RedisServer.start("--maxmemory-policy noeviction");
        Rig rig = Rig.on(server, PIPELINE)) {
      Pauses pauses = new Pauses(rig.link, PIPELINE);
      rig.redis.configSet("maxmemory", "1");

      pauses.pause("a", PauseOptions.defaults().withRefuseSubmits());

      assertThat(pauses.list()).extracting(Pause::stage).containsExactly("a");
      assertThat(rig.redis.exists(rig.keys.closed())).isOne();
      pauses.resume("a");
      assertThat(pauses.list()).isEmpty();
      assertThat(rig.redis.exists(rig.keys.closed())).isZero();
      rig.redis.configSet("maxmemory", "0");
    }
  }
}
