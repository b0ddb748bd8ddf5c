package io.streamweir.chaos.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiresTest {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final String FIRST = "tick.20261121T235959.500Z";
  private static final String SECOND = "tick.20261122T000000Z";
  private static final String THIRD = "tick.20261122T000000.500Z";

  @Test
  void isContentWhereEachTimeFiredOnce() {
    assertEquals(List.of(), judge(Map.of(THIRD, 1L, FIRST, 1L, SECOND, 1L)));
    assertEquals(List.of(), judge(Map.of()));
  }

  @Test
  void findsAFireThatIsMissing() {
    assertEquals(List.of(SECOND + " never fired"), judge(Map.of(FIRST, 1L, THIRD, 1L)));
  }

  @Test
  void findsAFireThatHappenedTwice() {
    assertEquals(List.of(SECOND + " fired 2 times"), judge(Map.of(FIRST, 1L, SECOND, 2L)));
  }

  @Test
  void findsAFireAtAnotherTime() {
    String odd = "tick.20261122T000000.100Z";
    assertEquals(List.of(odd + " fired between two times"), judge(Map.of(SECOND, 1L, odd, 1L)));
  }

  @Test
  void findsThatItFiredNoMoreAtTheEnd() {
    Map<String, Long> fired = Map.of(FIRST, 1L, SECOND, 1L);
    Instant end = Instant.parse("2026-11-22T00:00:00.500Z");

    assertEquals(List.of(), Fires.judgeEnd(fired, EVERY, end));
    assertEquals(
        List.of(THIRD + " never fired, though it was the last one"),
        Fires.judgeEnd(fired, EVERY, end.plus(EVERY)));
    assertEquals(1, Fires.judgeEnd(Map.of(), EVERY, end).size());
  }

  @Test
  void allowsATimeThatComesAgainWhereTheClockWasSet() {
    Map<String, Long> fired = Map.of(FIRST, 2L, THIRD, 2L);

    assertEquals(List.of(SECOND + " never fired"), Fires.judgeTimes(fired, EVERY));
  }

  private static List<String> judge(Map<String, Long> fired) {
    return Fires.judge(fired, EVERY);
  }
}
