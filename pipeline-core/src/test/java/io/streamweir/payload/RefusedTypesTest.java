package io.streamweir.payload;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people try and cannot have: the message names the component and says what to do. */
class RefusedTypesTest {
  static class NoRecord {}

  sealed interface Choice permits One {}

  record One(int a) implements Choice {}

  record Box<T>(T value) {}

  record Ints(int[] many) {}

  record Texts(String[] many) {}

  record Old(Date at) {}

  record Zoned(ZonedDateTime at) {}

  record Anything(Object it) {}

  record Wild(List<?> all) {}

  record Raw(@SuppressWarnings("rawtypes") List all) {}

  record Numbered(Map<Long, String> names) {}

  record Maybe(OptionalInt count) {}

  record Exact(ArrayList<String> all) {}

  record Some(Collection<String> all) {}

  record Boxed(Box<String> box) {}

  record Classy(List<NoRecord> all) {}

  record Loose(Runnable task) {}

  record Twice(Optional<Optional<String>> it) {}

  record Both(@Nullable Optional<String> it) {}

  record Never(@org.apache.avro.reflect.Nullable int count) {}

  record Loop(String name, Loop next) {}

  record Ping(Pong pong) {}

  record Pong(Ping ping) {}

  record Nothing() {}

  record Nothings(List<Nothing> all) {}

  record Dollar(int cents$) {}

  enum Ton {
    LOW$
  }

  record Song(Ton ton) {}

  sealed interface Mixed permits One2, Other {}

  record One2(int a) implements Mixed {}

  static final class Other implements Mixed {}

  record Mix(Mixed it) {}

  record WrongDefault(@Default("x") int count) {}

  record FullList(@Default("[1]") List<Integer> all) {}

  record NullDefault(@Default("x") Optional<String> it) {}

  record ByteDefault(@Default("300") byte small) {}

  record DecimalText(@Decimal(precision = 3, scale = 1) String it) {}

  record DecimalScale(@Decimal(precision = 1, scale = 3) BigDecimal it) {}

  record DefaultDigits(@Default("1.234") @Decimal(precision = 5, scale = 2) BigDecimal it) {}

  record NanoTime(@Precision(ChronoUnit.NANOS) LocalTime at) {}

  record DateTime(@Precision(ChronoUnit.MICROS) LocalDate at) {}

  record DayTime(@Precision(ChronoUnit.DAYS) Instant at) {}

  @SchemaName("io.streamweir.payload.RefusedTypesTest.One")
  record Impostor(One one) {}

  record SameField(int a, @SchemaName("a") int b) {}

  record WrongAlias(@Alias("old-name") int a) {}

  record Generated(io.streamweir.testrecords.Text text) {}

  static Stream<Arguments> components() {
    return Stream.of(
        arguments(Ints.class, "Ints.many", "use List<Integer>"),
        arguments(Texts.class, "Texts.many", "use List<String>"),
        arguments(Old.class, "Old.at", "use Instant"),
        arguments(Zoned.class, "Zoned.at", "use Instant"),
        arguments(Anything.class, "Anything.it", "says what it holds"),
        arguments(Wild.class, "Wild.all", "says what it holds"),
        arguments(Raw.class, "Raw.all", "use List<...>"),
        arguments(Numbered.class, "Numbered.names", "use Map<String, ...>"),
        arguments(Maybe.class, "Maybe.count", "use Optional<Integer>"),
        arguments(Exact.class, "Exact.all", "use List<...>"),
        arguments(Some.class, "Some.all", "use List<...>"),
        arguments(Boxed.class, "Boxed.box", "without them"),
        arguments(Classy.class, "Classy.all", "make it a record"),
        arguments(Loose.class, "Loose.task", "sealed interface of records"),
        arguments(Twice.class, "Twice.it", "leave one out"),
        arguments(Both.class, "Both.it", "leave out one"),
        arguments(Never.class, "Never.count", "use its box"),
        arguments(Loop.class, "Loop holds itself", "let the component be an Optional"),
        arguments(Ping.class, "Ping holds itself", "let the component be an Optional"),
        arguments(Nothings.class, "Nothings", "items that take no bytes"),
        arguments(Dollar.class, "Dollar.cents$", "letters A to Z"),
        arguments(Song.class, "Ton.LOW$", "does not take"),
        arguments(Mix.class, "Mix.it", "let it permit records only"),
        arguments(WrongDefault.class, "WrongDefault.count", "@Default(\"x\")"),
        arguments(FullList.class, "FullList.all", "is []"),
        arguments(NullDefault.class, "NullDefault.it", "leave out @Default"),
        arguments(ByteDefault.class, "ByteDefault.small", "@Default(\"300\")"),
        arguments(DecimalText.class, "DecimalText.it", "leave out @Decimal"),
        arguments(DecimalScale.class, "DecimalScale.it", "@Decimal"),
        arguments(DefaultDigits.class, "DefaultDigits.it", "@Default(\"1.234\")"),
        arguments(NanoTime.class, "NanoTime.at", "MILLIS or MICROS"),
        arguments(DateTime.class, "DateTime.at", "MILLIS"),
        arguments(DayTime.class, "DayTime.at", "MILLIS"),
        arguments(Impostor.class, "One", "another @SchemaName"),
        arguments(SameField.class, "SameField", "a"),
        arguments(WrongAlias.class, "WrongAlias.a", "old-name"),
        arguments(Generated.class, "Generated.text", "a payload by itself only"));
  }

  @ParameterizedTest
  @MethodSource("components")
  void refusesAComponentAndSaysWhatToDo(Class<?> type, String named, String said) {
    assertThatExceptionOfType(PayloadTypeException.class)
        .isThrownBy(() -> PayloadType.of(type))
        .withMessageContaining(named)
        .withMessageContaining(said);
  }

  @ParameterizedTest
  @MethodSource("classes")
  void refusesAClassAndSaysWhatToDo(Class<?> type, String said) {
    assertThatExceptionOfType(PayloadTypeException.class)
        .isThrownBy(() -> PayloadType.of(type))
        .withMessageStartingWith(type.getName())
        .withMessageContaining(said);
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        arguments(NoRecord.class, "make it one"),
        arguments(String.class, "put it into one"),
        arguments(Integer.class, "put it into one"),
        arguments(List.class, "put it into one"),
        arguments(byte[].class, "put it into one"),
        arguments(Ton.class, "put it into one"),
        arguments(Choice.class, "put it into a record"),
        arguments(Box.class, "type parameters"));
  }

  @Test
  void refusesARecordOfAMethod() {
    record Local(int a) {}
    assertThatExceptionOfType(PayloadTypeException.class)
        .isThrownBy(() -> PayloadType.of(Local.class))
        .withMessageContaining("no name outside of its method");
  }
}
