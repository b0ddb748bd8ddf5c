package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Berlin's clocks go from 02:00 to 03:00 on 2026-03-29 and from 03:00 to 02:00 on 2026-10-25. */
class TimingTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneId.of("UTC");

  @Test
  void aDailyTimeThatDoesNotExistComesAtTheEndOfTheGap() {
    assertThat(fires("30 2 * * *", "2026-03-28T00:00:00Z", 3))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void aDailyTimeThatComesTwiceFiresTheFirstTime() {
    assertThat(fires("30 2 * * *", "2026-10-24T00:00:00Z", 3))
        .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(fires("30 2 * * *", "2026-10-25T01:10:00Z", 1))
        .as("after the clocks were put back, at 02:10 for the second time")
        .containsExactly("2026-10-26T01:30:00Z");
  }

  @Test
  void severalTimesInTheGapAreOneFire() {
    assertThat(fires("*/20 2 * * *", "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
    assertThat(fires("0 2,3 * * *", "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
    assertThat(fires("*/20 2 * * *", "2026-10-24T23:00:00Z", 4))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:20:00Z",
            "2026-10-25T00:40:00Z",
            "2026-10-26T01:00:00Z");
  }

  @Test
  void anHourlyTimeComesEveryHourWhateverTheClocksDo() {
    assertThat(fires("30 * * * *", "2026-03-28T23:45:00Z", 3))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
    assertThat(fires("0 * * * *", "2026-03-28T23:45:00Z", 3))
        .containsExactly("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z");
    assertThat(fires("0 * * * *", "2026-10-24T23:30:00Z", 4))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T03:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z"})
  void everyMinuteIsEveryMinuteWhateverTheClocksDo(String begin) {
    Instant each = Instant.parse(begin);
    Timing timing = Timing.cron("* * * * *", BERLIN);
    for (int minute = 0; minute < 6 * 60; minute++) {
      assertThat(timing.next(each)).isEqualTo(each.plusSeconds(60));
      each = each.plusSeconds(60);
    }
  }

  @Test
  void sixFieldsBeginWithTheSecond() {
    assertThat(fires("*/20 * * * * *", "2026-03-29T00:59:30Z", 3))
        .containsExactly("2026-03-29T00:59:40Z", "2026-03-29T01:00:00Z", "2026-03-29T01:00:20Z");
    assertThat(Timing.cron("59 59 23 31 12 *", UTC).next(Instant.parse("2026-11-21T03:00:00.5Z")))
        .isEqualTo("2026-12-31T23:59:59Z");
  }

  @ParameterizedTest
  @CsvSource({
    "0 9 * * 1-5, 2026-11-20T12:00:00Z, 2026-11-23T09:00:00Z",
    "0 9 * * MON, 2026-11-20T12:00:00Z, 2026-11-23T09:00:00Z",
    "0 9 * * 0, 2026-11-20T12:00:00Z, 2026-11-22T09:00:00Z",
    "0 9 * * 7, 2026-11-20T12:00:00Z, 2026-11-22T09:00:00Z",
    "0 9 1 JAN *, 2026-11-20T12:00:00Z, 2027-01-01T09:00:00Z",
    "0 9 13 * 5, 2026-11-20T12:00:00Z, 2026-11-27T09:00:00Z",
    "0 9 29 2 *, 2026-11-20T12:00:00Z, 2028-02-29T09:00:00Z",
    "5/20 0 * * *, 2026-11-20T00:05:00Z, 2026-11-20T00:25:00Z"
  })
  void meansWhatCrontabMeans(String expression, String after, String next) {
    assertThat(Timing.cron(expression, UTC).next(Instant.parse(after))).isEqualTo(next);
  }

  /** Each local time of a year, put on the time line as the documents say, against the code. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Casablanca",
        "UTC"
      })
  void firesOncePerLocalTime(String zone) {
    ZoneId id = ZoneId.of(zone);
    TreeSet<Instant> expected = new TreeSet<>();
    for (LocalDate day = LocalDate.of(2026, 1, 1); day.getYear() == 2026; day = day.plusDays(1)) {
      for (int minute = 0; minute < 4 * 60; minute += 15) {
        expected.add(onTheTimeLine(day.atStartOfDay().plusMinutes(minute), id));
      }
    }
    Timing timing = Timing.cron("*/15 0-3 * * *", id);
    List<Instant> found = new ArrayList<>();
    Instant each = expected.first().minusMillis(1);
    while (each.isBefore(expected.last())) {
      each = timing.next(each);
      found.add(each);
    }
    assertThat(found).containsExactlyElementsOf(expected);
  }

  private static Instant onTheTimeLine(LocalDateTime local, ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "61 * * * *|not in range [0, 59]",
        "* 24 * * *|not in range [0, 23]",
        "* * * *|4 fields",
        "0 0 0 * * * 2026|7 fields",
        "a b c d e|cron expression 'a b c d e'",
        "0 0 30 2 *|no such day",
        "''|1 field in 0 characters",
        "0 0 ? * *|cron expression"
      })
  void saysWhatIsWrongWithAnExpression(String expression, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Timing.cron(expression, UTC))
        .withMessageContaining(why)
        .withMessageContaining("minute hour day-of-month month day-of-week");
  }

  @Test
  void refusesAnExpressionOfAnyLength() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Timing.cron("0,".repeat(5_000) + "0 * * * *", UTC))
        .withMessageContaining("characters");
  }

  @Test
  void anIntervalFiresAtItsMultiples() {
    Timing ten = Timing.every(Duration.ofSeconds(10));
    assertThat(ten.next(Instant.parse("2026-11-21T03:00:00Z"))).isEqualTo("2026-11-21T03:00:10Z");
    assertThat(ten.next(Instant.parse("2026-11-21T03:00:09.999Z")))
        .isEqualTo("2026-11-21T03:00:10Z");
    assertThat(Timing.every(Duration.ofHours(24)).next(Instant.parse("2026-11-21T03:00:00Z")))
        .isEqualTo("2026-11-22T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.099S", "PT1.0000001S", "P367D", "PT-1S"})
  void refusesAnIntervalThatIsTooShortTooLongOrUneven(String interval) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Timing.every(Duration.parse(interval)))
        .withMessageContaining("interval must be");
  }

  private static List<String> fires(String expression, String after, int count) {
    Timing timing = Timing.cron(expression, BERLIN);
    List<String> fires = new ArrayList<>();
    Instant each = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      each = timing.next(each);
      fires.add(each.toString());
    }
    return fires;
  }
}
