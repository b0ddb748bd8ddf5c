package io.streamweir.internal.feature.pause;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.client.NumberedSource;
import io.streamweir.client.SubmitOptions;
import io.streamweir.client.SubmitsRefusedException;
import io.streamweir.inspect.PauseOptions;
import io.streamweir.inspect.Pauses;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.pause.Work.Kind;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Rig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Submits to a pipeline that is paused so that they are refused. */
@WithRedis
class RefusedSubmitsIT {
  private static final PauseOptions REFUSING =
      PauseOptions.defaults().withRefuseSubmits().withReason("the disk is full");

  private static long closed(Rig rig) {
    return Keys.partitions(rig.link, rig.pipeline.name(), rig.pipeline.partitions()).stream()
        .mapToLong(keys -> rig.redis.exists(keys.closed()))
        .sum();
  }

  @Test
  void refusesEveryKindOfSubmitUntilResumed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, new Work(1).pipeline(Kind.INLINE))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      NumberedSource<Text> source = rig.jobs().source("file");
      pauses.pause(REFUSING);

      assertThatExceptionOfType(SubmitsRefusedException.class)
          .isThrownBy(() -> rig.submit("x"))
          .withMessageContaining("submits are refused while the pipeline is paused")
          .withMessageContaining("until it is resumed (the disk is full)")
          .satisfies(
              refused -> {
                assertThat(refused.until()).isNull();
                assertThat(refused.reason()).isEqualTo("the disk is full");
              });
      assertThatExceptionOfType(SubmitsRefusedException.class)
          .isThrownBy(() -> rig.submitNumbers(1_000));
      assertThatExceptionOfType(SubmitsRefusedException.class)
          .isThrownBy(() -> source.submit(List.of(new Text("1"), new Text("2"))));
      SubmitOptions delayed = SubmitOptions.defaults().withDelay(Duration.ofHours(1));
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> rig.jobs().submitAsync(new Text("x"), delayed).join())
          .withCauseInstanceOf(SubmitsRefusedException.class);
      assertThat(rig.redis.keys(space.namespace() + ":*inbox*")).isEmpty();
      assertThat(rig.redis.keys(space.namespace() + ":*later*")).isEmpty();

      pauses.resume();
      assertThat(closed(rig)).isZero();
      NumberedSource<Text> anew = rig.jobs().source("file");
      assertThat(anew.submit(List.of(new Text("1"), new Text("2"))).submitted()).isEqualTo(2);
    }
  }

  @Test
  void takesSubmitsWhilePausedWhereNothingElseIsSaid(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, new Work(1).pipeline(Kind.INLINE))) {
      new Pauses(rig.link, rig.pipeline).pause(PauseOptions.defaults());
      assertThat(rig.submit("x").duplicate()).isFalse();
    }
  }

  @Test
  void takesSubmitsAgainWhenTheTimeIsUp(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, new Work(1).pipeline(Kind.INLINE))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause(REFUSING.withDuration(Duration.ofSeconds(1)));
      assertThatExceptionOfType(SubmitsRefusedException.class)
          .isThrownBy(() -> rig.submit("x"))
          .satisfies(
              refused -> assertThat(refused.until()).isEqualTo(pauses.list().get(0).until()));
      until(() -> closed(rig) == 0);
      rig.submit("x");
    }
  }

  @Test
  void refusesAsLongAsAnyPauseSaysSo(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, new Work(1).pipeline(Kind.INLINE))) {
      Pauses pauses = new Pauses(rig.link, rig.pipeline);
      pauses.pause(REFUSING);
      pauses.pause("end", REFUSING.withDuration(Duration.ofHours(1)));
      pauses.resume();
      assertThat(closed(rig)).isEqualTo(2);
      assertThat(rig.redis.pttl(rig.keys.closed())).isBetween(3_000_000L, 3_600_000L);
      pauses.resume("end");
      assertThat(closed(rig)).isZero();
    }
  }

  @Test
  void opensPartitionsThatACallBeforeHasLeftClosed(RedisSpace space) throws Exception {
    try (Rig rig = Rig.on(space, new Work(1).pipeline(Kind.INLINE))) {
      rig.redis.set(rig.keys.closed(), "0 left by a command that was killed");
      assertThat(new Pauses(rig.link, rig.pipeline).resume()).isEmpty();
      rig.submitNumbers(10);
    }
  }
}
