package io.streamweir.stages.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {
  private static final DateTimeFormatter STRICT =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17/May/2015:10:05:03 +0000",
        "29/Feb/2024:00:00:00 -0330",
        "29/Feb/2000:23:59:59 +1400",
        "31/Dec/1969:23:59:59 +0000",
        "01/Jan/0000:00:00:00 +0000",
        "31/Dec/9999:23:59:59 +0000"
      })
  void agreesWithTheJdk(String time) {
    assertThat(LogTime.millis(time, 0)).isEqualTo(millisByJdk(time));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "17/May/2015",
        "32/May/2015:10:05:03 +0000",
        "00/May/2015:10:05:03 +0000",
        "31/Apr/2015:10:05:03 +0000",
        "29/Feb/2015:10:05:03 +0000",
        "29/Feb/1900:10:05:03 +0000",
        "17/Mai/2015:10:05:03 +0000",
        "17/MAY/2015:10:05:03 +0000",
        "17/anF/2015:10:05:03 +0000",
        "17/May/2015:24:00:00 +0000",
        "17/May/2015:10:60:03 +0000",
        "17/May/2015:10:05:60 +0000",
        "17/May/2015:10:05:03 +2400",
        "17/May/2015:10:05:03 +0060",
        "17/May/2015:10:05:03 00000",
        "17/May/2015 10:05:03 +0000",
        "7/May/2015:10:05:03 +00000",
        "17/May/2015:10:05:03  0000",
        "1a/May/2015:10:05:03 +0000",
        "17/May/\u0662\u0660\u0661\u0665:10:05:03 +0000"
      })
  void refusesWhatIsNoTime(String time) {
    assertThat(LogTime.millis(time, 0)).isEqualTo(LogTime.NONE);
  }

  @Test
  void takesOffsetsUpToADay() {
    long noon = LogTime.millis("17/May/2015:12:00:00 +0000", 0);

    assertThat(LogTime.millis("18/May/2015:11:59:00 +2359", 0)).isEqualTo(noon);
    assertThat(LogTime.millis("16/May/2015:12:01:00 -2359", 0)).isEqualTo(noon);
  }

  @Test
  void countsDaysAsTheJdkDoes() {
    for (LocalDate d = LocalDate.of(-1, 1, 1); d.getYear() < 2101; d = d.plusDays(1)) {
      assertThat(LogTime.epochDay(d.getYear(), d.getMonthValue(), d.getDayOfMonth()))
          .isEqualTo(d.toEpochDay());
    }
  }

  @Test
  void agreesWithTheJdkOnDatesThatMayNotExist() {
    Random random = new Random(7);
    String[] months = {"Jan", "Feb", "Mar", "Apr", "Jun", "Sep", "Dec", "Foo"};
    for (int i = 0; i < 20_000; i++) {
      String time =
          String.format(
              Locale.ROOT,
              "%02d/%s/%04d:%02d:%02d:%02d %s%02d%02d",
              random.nextInt(34),
              months[random.nextInt(8)],
              random.nextInt(10_000),
              random.nextInt(26),
              random.nextInt(62),
              random.nextInt(62),
              random.nextBoolean() ? "+" : "-",
              random.nextInt(18),
              random.nextInt(60));
      assertThat(LogTime.millis(time, 0)).as(time).isEqualTo(millisByJdk(time));
    }
  }

  private static long millisByJdk(String time) {
    try {
      return OffsetDateTime.parse(time, STRICT).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return LogTime.NONE;
    }
  }
}
