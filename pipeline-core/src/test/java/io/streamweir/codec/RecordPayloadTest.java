package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.payload.Decimal;
import io.streamweir.payload.Precision;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordPayloadTest {
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(new MapSource()));

  enum Colour {
    RED,
    GREEN {
      @Override
      public String toString() {
        return "green";
      }
    }
  }

  record Plain(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, Colour j) {}

  record Boxes(
      Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h, Colour i) {}

  record Bytes(byte[] bytes) {}

  record Visit(LocalDate day, Optional<LocalTime> until, @Nullable Duration stay) {}

  /** Every logical type in every position. */
  record Moments(
      Instant at,
      LocalDate day,
      LocalTime time,
      LocalDateTime local,
      UUID id,
      BigDecimal any,
      @Decimal(precision = 6, scale = 2) BigDecimal price,
      @Precision(ChronoUnit.MILLIS) Instant millis,
      @Precision(ChronoUnit.NANOS) Instant nanos,
      Optional<Instant> maybe,
      @Nullable LocalDate maybeDay,
      Optional<@Precision(ChronoUnit.MILLIS) LocalTime> maybeTime,
      Optional<UUID> maybeId,
      Optional<BigDecimal> maybeAny,
      @Nullable @Decimal(precision = 6, scale = 2) BigDecimal maybePrice,
      List<Instant> ats,
      Set<LocalDate> days,
      List<Optional<LocalDateTime>> locals,
      List<@Nullable UUID> ids,
      Map<String, @Decimal(precision = 6, scale = 2) BigDecimal> prices,
      Map<String, List<Duration>> durations,
      Map<String, Optional<BigDecimal>> anys,
      Visit visit,
      Optional<Visit> maybeVisit,
      List<Visit> visits,
      Event event,
      Optional<Event> maybeEvent,
      List<Event> events) {}

  sealed interface Event permits Began, Ended {}

  record Began(Instant at, Optional<UUID> by) implements Event {}

  record Ended(LocalDateTime at, @Decimal(precision = 5, scale = 1) BigDecimal cost)
      implements Event {}

  record Node(String name, List<Node> children, Optional<Node> next) {}

  record Empty() {}

  record Positive(int count) {
    Positive {
      if (count < 0) {
        throw new IllegalArgumentException("count must not be negative: " + count);
      }
    }
  }

  @Test
  void roundTripsPrimitivesAndTheirBoxes() {
    returns(
        new Plain(
            true,
            (byte) -128,
            Short.MIN_VALUE,
            '\uFFFF',
            1 << 31,
            1L << 63,
            0.1f,
            -0.0,
            "ß漢😀",
            Colour.GREEN));
    returns(new Boxes(false, (byte) 127, (short) 5, 'x', 7, -9L, 1e9f, 1e99, Colour.RED));
    returns(new Empty());
    assertThat(codec.decode(codec.encode(new Bytes(new byte[] {1, -2})), Bytes.class).bytes())
        .containsExactly(1, -2);
  }

  @Test
  void roundTripsLogicalTypesInEveryPosition() {
    returns(full());
    returns(empty());
  }

  @Test
  void roundTripsARecordThatHoldsItself() {
    Node leaf = new Node("leaf", List.of(), Optional.empty());
    returns(new Node("root", List.of(leaf, leaf), Optional.of(leaf)));
  }

  @Test
  void namesTheComponentThatIsNull() {
    Node nameless = new Node(null, List.of(), Optional.empty());
    unwritable(nameless, "RecordPayloadTest$Node.name is null", "@Nullable");
    unwritable(new Node("a", List.of(nameless), Optional.empty()), "RecordPayloadTest$Node.name");
    unwritable(
        new Node("a", Arrays.asList((Node) null), Optional.empty()),
        "an item of io.streamweir.codec.RecordPayloadTest$Node.children is null");
    unwritable(new Node("a", List.of(), null), "Node.next is null", "Optional.empty()");
  }

  @Test
  void namesTheComponentThatDoesNotFit() {
    unwritable(new Ended(LocalDateTime.MIN, BigDecimal.ONE), "Ended.at");
    unwritable(new Ended(LocalDateTime.of(2024, 1, 1, 0, 0), new BigDecimal("1.23")), "Ended.cost");
  }

  record Shaky(List<Integer> items, Map<String, Integer> entries) {}

  /** Else the payload would say one count, and hold another. */
  @Test
  void refusesACollectionThatChangesWhileItIsWritten() {
    List<Integer> shrinking =
        new ArrayList<>(List.of(1, 2)) {
          @Override
          public int size() {
            return super.size() + 1;
          }
        };
    Map<String, Integer> growing =
        new HashMap<>(Map.of("a", 1)) {
          @Override
          public int size() {
            return super.size() - 1;
          }
        };
    unwritable(new Shaky(shrinking, Map.of()), "Shaky.items", "had 3 items, and then 2");
    unwritable(new Shaky(List.of(), growing), "Shaky.entries", "changed from size 0 to 1");
  }

  @Test
  void refusesWhatTheConstructorRefuses() {
    byte[] payload = codec.encode(new Positive(5));
    payload[payload.length - 1] = 9; // -5

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(payload, Positive.class))
        .withMessageContaining("Positive")
        .withMessageContaining("count must not be negative: -5");
  }

  @Test
  void refusesToEncodeWhatIsNoPayload() {
    unwritable("text", "java.lang.String cannot be a payload", "record Line(String text)");
    unwritable(List.of(), "cannot be a payload");
  }

  @Test
  void readsJson() {
    assertThat(codec.fromJson("{\"count\":3}", Positive.class)).isEqualTo(new Positive(3));
    assertThat(
            codec.fromJsonWithDefaults("{\"day\":19000,\"until\":{\"long\":1000000}}", Visit.class))
        .isEqualTo(
            new Visit(LocalDate.ofEpochDay(19_000), Optional.of(LocalTime.of(0, 0, 1)), null));
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.fromJson("{\"count\":-1}", Positive.class))
        .withMessageContaining("must not be negative");
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.fromJson("{\"cuont\":1}", Positive.class))
        .withMessageContaining("\"count\"");
  }

  @Test
  void isShownAsJson() {
    MapSource source = new MapSource();
    byte[] payload = new AvroCodec(new SchemaCatalog(source)).encode(full());

    assertThat(new PayloadJson(new SchemaCatalog(source)).show(payload).json())
        .contains("\"at\":\"2024-02-29T12:00:00.123456Z\"")
        .contains("\"price\":\"12.30\"")
        .contains("\"any\":\"1.0000000001\"")
        .contains("\"durations\":{\"x\":[\"PT1.000000001S\"]}");
  }

  private <T> void returns(T value) {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) value.getClass();
    assertThat(codec.decode(codec.encode(value), type)).isEqualTo(value);
  }

  private void unwritable(Object value, String... said) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> codec.encode(value))
        .satisfies(e -> assertThat(e.getMessage()).contains(said));
  }

  static Moments full() {
    Instant at = Instant.parse("2024-02-29T12:00:00.123456Z");
    LocalDate day = LocalDate.of(1969, 12, 31);
    LocalDateTime local = LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1_000);
    BigDecimal any = new BigDecimal("1.0000000001");
    BigDecimal price = new BigDecimal("12.30");
    UUID id = new UUID(-1, 5);
    Visit visit = new Visit(day, Optional.of(LocalTime.MAX.truncatedTo(ChronoUnit.MICROS)), null);
    Event began = new Began(at, Optional.of(id));
    Event ended = new Ended(local, new BigDecimal("-0.5"));
    return new Moments(
        at,
        day,
        LocalTime.NOON,
        local,
        id,
        any,
        price,
        at.truncatedTo(ChronoUnit.MILLIS),
        Instant.parse("2024-02-29T12:00:00.123456789Z"),
        Optional.of(at),
        day,
        Optional.of(LocalTime.of(1, 2, 3, 4_000_000)),
        Optional.of(id),
        Optional.of(any),
        price,
        List.of(at, Instant.EPOCH),
        Set.of(day),
        List.of(Optional.of(local), Optional.empty()),
        Arrays.asList(id, null),
        Map.of("x", price),
        Map.of("x", List.of(Duration.ofSeconds(1, 1))),
        Map.of("x", Optional.of(any)),
        visit,
        Optional.of(visit),
        List.of(visit, new Visit(day, Optional.empty(), Duration.ofDays(-3))),
        began,
        Optional.of(ended),
        List.of(began, ended));
  }

  private static Moments empty() {
    return new Moments(
        Instant.EPOCH,
        LocalDate.EPOCH,
        LocalTime.MIDNIGHT,
        LocalDateTime.of(1970, 1, 1, 0, 0),
        new UUID(0, 0),
        BigDecimal.ZERO,
        new BigDecimal("0.00"),
        Instant.EPOCH,
        Instant.EPOCH,
        Optional.empty(),
        null,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        null,
        List.of(),
        Set.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        new Visit(LocalDate.EPOCH, Optional.empty(), null),
        Optional.empty(),
        List.of(),
        new Began(Instant.EPOCH, Optional.empty()),
        Optional.empty(),
        List.of());
  }
}
