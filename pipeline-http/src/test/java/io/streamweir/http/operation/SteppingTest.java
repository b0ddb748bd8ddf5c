package io.streamweir.http.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streamweir.http.operation.Stepping.Advance;
import io.streamweir.redis.RedisCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SteppingTest {
  private final List<Long> pauses = new ArrayList<>();
  private final List<String> cursors = new ArrayList<>();
  private int stopAfter = Integer.MAX_VALUE;

  private final Stepping.Stop stop =
      new Stepping.Stop() {
        @Override
        public boolean isHeard() {
          return cursors.size() >= stopAfter;
        }

        @Override
        public void pause(long nanos) {
          pauses.add(nanos);
        }
      };

  /** Three steps, each of which looks at ten things and changes five. */
  private Advance three(String cursor, int limit) {
    cursors.add(cursor);
    String next = List.of("1", "2", "").get(cursors.size() - 1);
    return Advance.of(10, 5, next);
  }

  @Test
  void takesOneStepBehindTheOtherUntilTheLast() throws Exception {
    Stepping stepping = new Stepping(0);
    List<String> told = new ArrayList<>();

    boolean done = stepping.all("", this::three, stop, () -> told.add(stepping.at()));

    assertThat(done).isTrue();
    assertThat(cursors).containsExactly("", "1", "2");
    assertThat(told).containsExactly("1", "2", "2");
    assertThat(stepping.looked()).isEqualTo(30);
    assertThat(stepping.changed()).isEqualTo(15);
  }

  @Test
  void endsBetweenTwoStepsAndKnowsWhereToGoOn() throws Exception {
    stopAfter = 2;
    Stepping stepping = new Stepping(0);

    assertThat(stepping.all("", this::three, stop, () -> {})).isFalse();
    assertThat(stepping.at()).isEqualTo("2");
    assertThat(stepping.changed()).isEqualTo(10);
  }

  @Test
  void restsBetweenStepsAndNotBehindTheLast() throws Exception {
    new Stepping(0.001).all("", this::three, stop, () -> {});

    assertThat(pauses).hasSize(2);
    assertThat(pauses.get(1)).isGreaterThan(TimeUnit.SECONDS.toNanos(4_000)); // 5 at 0.001 per s
  }

  @Test
  void waitsForRoomAndTriesTheSameStepAgain() throws Exception {
    Stepping stepping = new Stepping(0);
    List<Boolean> full = new ArrayList<>();

    boolean done =
        stepping.all(
            "",
            (cursor, limit) -> {
              cursors.add(cursor);
              return cursors.size() < 3
                  ? new Advance(0, 0, true, Optional.of(cursor))
                  : Advance.of(1, 1, "");
            },
            stop,
            () -> full.add(stepping.full()));

    assertThat(done).isTrue();
    assertThat(full).containsExactly(true, true, false);
    assertThat(pauses).hasSize(2).allMatch(nanos -> nanos > 0);
  }

  @Test
  void takesAStepAgainWhileRedisIsAway() throws Exception {
    Stepping stepping = new Stepping(0);

    stepping.all(
        "",
        (cursor, limit) -> {
          cursors.add(cursor);
          if (cursors.size() < 3) {
            throw new RedisCallException(RedisCallException.NOT_CONNECTED, "away", null);
          }
          return Advance.of(1, 1, "");
        },
        stop,
        () -> {});

    assertThat(cursors).containsExactly("", "", "");
    assertThat(stepping.changed()).isEqualTo(1);
  }

  @Test
  void givesUpWhereRedisRefuses() {
    Stepping stepping = new Stepping(0);

    assertThatThrownBy(
            () ->
                stepping.all(
                    "5",
                    (cursor, limit) -> {
                      throw new RedisCallException(RedisCallException.NOPERM, "may not", null);
                    },
                    stop,
                    () -> {}))
        .isInstanceOf(RedisCallException.class);
    assertThat(stepping.at()).isEqualTo("5");
  }
}
