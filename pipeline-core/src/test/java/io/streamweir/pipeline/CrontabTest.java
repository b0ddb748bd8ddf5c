package io.streamweir.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What crontab(5) says about fields, against the code. */
class CrontabTest {
  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final LocalDate BEGIN = LocalDate.of(2026, 1, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SUN-THU | 0,1,2,3,4",
        "sun-thu | 0-4",
        "Sun-Thu | 0-4",
        "7-4 | 0-4",
        "FRI-MON | 0,1,5,6",
        "fri-mon | 5-1",
        "5-7 | 0,5,6",
        "SAT-SUN | 0,6",
        "6-0 | 0,6",
        "0-7 | 0-6",
        "1-7 | 0-6",
        "7 | 0",
        "7,0 | SUN",
        "7-7 | 0",
        "MON,wed,Fri | 1,3,5",
        "MON-FRI/2 | 1,3,5",
        "mon-5 | 1,2,3,4,5",
        "1-7/2 | 0,1,3,5",
        "FRI-MON/2 | 0,5"
      })
  void weekdaysAreNumbersAndNamesAndGoRound(String one, String other) {
    assertThat(days("0 0 * * " + one)).isEqualTo(days("0 0 * * " + other)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 22-4 * * * | 0 22,23,0,1,2,3,4 * * *",
        "0 22-4/2 * * * | 0 22,0,2,4 * * *",
        "50-10/10 0 * * * | 50,0,10 0 * * *",
        "0 0 28-3 * * | 0 0 28,29,30,31,1,2,3 * *",
        "0 0 1 NOV-FEB * | 0 0 1 11,12,1,2 *",
        "0 0 1 jan,Jul * | 0 0 1 1,7 *",
        "5/20 0 * * * | 5,25,45 0 * * *",
        "*/25 0 * * * | 0,25,50 0 * * *",
        "0-30/15,59 0 * * * | 0,15,30,59 0 * * *",
        "0 0 1/10 * * | 0 0 1,11,21,31 * *"
      })
  void rangesStepsAndListsNameTheSameTimes(String one, String other) {
    assertThat(fires(one)).isEqualTo(fires(other)).isNotEmpty();
  }

  @Test
  void aDayIsOneOfTheTwoWhereBothAreRestricted() {
    assertThat(days("0 0 13 * FRI")).isEqualTo(days(day -> isThe(day, 13) || isOn(day, 5)));
    assertThat(days("0 0 1-31/2 * MON"))
        .isEqualTo(days(day -> day.getDayOfMonth() % 2 == 1 || isOn(day, 1)));
  }

  @Test
  void aDayIsBothWhereOneFieldBeginsWithAStar() {
    assertThat(days("0 0 */2 * MON"))
        .isEqualTo(days(day -> day.getDayOfMonth() % 2 == 1 && isOn(day, 1)));
    assertThat(days("0 0 1-7 * */7"))
        .isEqualTo(days(day -> day.getDayOfMonth() < 8 && isOn(day, 0)));
    assertThat(days("0 0 */10,5 * FRI"))
        .isEqualTo(
            days(day -> List.of(1, 5, 11, 21, 31).contains(day.getDayOfMonth()) && isOn(day, 5)));
    assertThat(days("0 0 * * MON")).isEqualTo(days(day -> isOn(day, 1)));
    assertThat(days("0 0 13 * *")).isEqualTo(days(day -> isThe(day, 13)));
  }

  @Test
  void aDayThatIsRareIsFound() {
    assertThat(Timing.cron("0 0 29 FEB */7", UTC).next(Instant.parse("2080-02-01T00:00:00Z")))
        .as("the first Sunday, 29 February, after a century without a leap day")
        .isEqualTo("2104-02-29T00:00:00Z".replace("2104", firstSundayLeapDay()));
  }

  private static String firstSundayLeapDay() {
    LocalDate day = LocalDate.of(2080, 2, 2);
    while (!(isOn(day, 0) && day.getMonthValue() == 2 && isThe(day, 29))) {
      day = day.plusDays(1);
    }
    return Integer.toString(day.getYear());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/0 * * * *",
        "*/60 * * * *",
        "-1 * * * *",
        "1- * * * *",
        "1-2-3 * * * *",
        "1/2/3 * * * *",
        "1,,2 * * * *",
        ", * * * *",
        "/5 * * * *",
        "99999999999 * * * *",
        "\u0661 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 L * *",
        "0 0 15W * *",
        "0 0 * 13 *",
        "0 0 * january *",
        "0 0 * * 8",
        "0 0 * * MON#1",
        "0 0 * * Monday",
        "0 0 MON * *",
        "0 0 * MON *",
        "0 0 31 2 */2",
        "0 0 31 APR,JUN *",
        "*-5 * * * *"
      })
  void refusesWhatCrontabDoesNotKnow(String expression) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Timing.cron(expression, UTC))
        .withMessageContaining("cron expression '" + expression + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 25 * * *|hour: 25 is not in range [0, 23]",
        "0 0 * * Monday|day-of-week: 'Monday' is no number or name",
        "*/99 * * * *|minute: step '99' is not in range [1, 59]"
      })
  void namesTheFieldThatIsWrong(String expression, String why) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Timing.cron(expression, UTC))
        .withMessageContaining(why);
  }

  private static boolean isThe(LocalDate day, int ofMonth) {
    return day.getDayOfMonth() == ofMonth;
  }

  private static boolean isOn(LocalDate day, int weekday) {
    return day.getDayOfWeek().getValue() % 7 == weekday;
  }

  private static List<LocalDate> days(Predicate<LocalDate> wanted) {
    return BEGIN.datesUntil(BEGIN.plusYears(2)).filter(wanted).toList();
  }

  private static List<LocalDate> days(String expression) {
    return fires(expression).stream().map(LocalDateTime::toLocalDate).toList();
  }

  /** Those of two years. */
  private static List<LocalDateTime> fires(String expression) {
    Timing timing = Timing.cron(expression, UTC);
    Instant end = BEGIN.plusYears(2).atStartOfDay().toInstant(ZoneOffset.UTC);
    Instant each = timing.next(BEGIN.atStartOfDay().toInstant(ZoneOffset.UTC).minusMillis(1));
    List<LocalDateTime> fires = new ArrayList<>();
    while (each.isBefore(end)) {
      fires.add(LocalDateTime.ofInstant(each, ZoneOffset.UTC));
      each = timing.next(each);
    }
    return fires;
  }
}
