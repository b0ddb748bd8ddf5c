package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.streamweir.payload.Alias;
import io.streamweir.payload.Default;
import io.streamweir.payload.PayloadType;
import io.streamweir.payload.Precision;
import io.streamweir.payload.SchemaName;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Visit;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Programs with different versions of a record, and with Avro classes, read each other. */
class RecordEvolutionTest {
  private static final int MOST = 1 << 20;

  private final MapSource source = new MapSource();
  private final AvroCodec theirs = new AvroCodec(new SchemaCatalog(source));
  private final AvroCodec ours = new AvroCodec(new SchemaCatalog(source));

  enum Kind {
    NEW,
    PAID
  }

  @SchemaName("shop.Order")
  record Old(String number, int cents, String note) {}

  @SchemaName("shop.Order")
  record New(
      @Default("EUR") String currency,
      long cents,
      Optional<String> note,
      String number,
      @Nullable String customer,
      @Default("[]") List<String> tags,
      @Default("{}") Map<String, Integer> counts,
      @Default("NEW") Kind kind,
      @Default("2024-02-29") LocalDate day) {}

  @SchemaName("shop.Order")
  record Strict(String number, int cents, String note, String customer) {}

  @SchemaName("shop.Purchase")
  @Alias("shop.Order")
  record Purchase(@Alias("number") String id, @Alias("cents") long amount) {}

  @SchemaName("shop.Event")
  record Event1(Shape shape) {}

  sealed interface Shape permits Circle, Square {}

  @SchemaName("shop.Circle")
  record Circle(int radius) implements Shape {}

  @SchemaName("shop.Square")
  record Square(int side) implements Shape {}

  sealed interface Form permits Round, Line {}

  @SchemaName("shop.Circle")
  record Round(int radius, @Default("1") int width) implements Form {}

  @SchemaName("shop.Line")
  record Line(int length) implements Form {}

  @SchemaName("shop.Event")
  record Event2(@Alias("shape") Form form) {}

  @SchemaName("io.streamweir.testrecords.Amount")
  record AmountRecord(long value, Optional<String> note) {}

  @SchemaName("io.streamweir.testrecords.Visit")
  record VisitRecord(@Default("1970-01-08") LocalDate day, @Nullable LocalTime until) {}

  @Test
  void readsWhatAnOlderVersionWrote() {
    byte[] payload = theirs.encode(new Old("A-7", 1200, "n"));

    assertThat(ours.decode(payload, New.class))
        .isEqualTo(
            new New(
                "EUR",
                1200,
                Optional.of("n"),
                "A-7",
                null,
                List.of(),
                Map.of(),
                Kind.NEW,
                LocalDate.of(2024, 2, 29)));
  }

  @Test
  void readsWhatANewerVersionWroteAndHandsItOnWhole() {
    byte[] payload = theirs.encode(new Strict("A-7", 1200, "n", "c"));
    Old read = ours.decode(payload, Old.class);

    assertThat(read).isEqualTo(new Old("A-7", 1200, "n"));
    assertThat(ours.handOn(read, payload, MOST)).isSameAs(payload);
    assertThat(ours.handOn(new Old("A-8", 1200, "n"), payload, MOST))
        .isEqualTo(ours.encode(new Old("A-8", 1200, "n")));
    assertThat(ours.unknownParts(payload, Old.class)).containsExactly("customer");
  }

  @Test
  void doesNotInventWhatHasNoDefault() {
    byte[] payload = theirs.encode(new Old("A-7", 1200, "n"));

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> ours.decode(payload, Strict.class))
        .withMessageContaining("customer");
  }

  @Test
  void readsOldNamesThatAreAliases() {
    byte[] payload = theirs.encode(new Old("A-7", 1200, "n"));

    assertThat(ours.decode(payload, Purchase.class)).isEqualTo(new Purchase("A-7", 1200));
    assertThat(ours.isOf(payload, Purchase.class)).isTrue();
    assertThat(ours.isOf(payload, Old.class)).isTrue();
    assertThat(ours.isOf(payload, OldPaint.class)).isFalse();
  }

  @Test
  void readsARecordOfASealedInterfaceThatItKnows() {
    byte[] circle = theirs.encode(new Event1(new Circle(5)));
    byte[] square = theirs.encode(new Event1(new Square(5)));

    assertThat(ours.decode(circle, Event2.class)).isEqualTo(new Event2(new Round(5, 1)));
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> ours.decode(square, Event2.class))
        .withMessageContaining("shop.Square");
  }

  @Test
  void readsWhatAnAvroClassOfTheSameSchemaWrote() {
    Amount amount = new Amount(7L, "n");
    Visit visit = new Visit(LocalDate.EPOCH, LocalTime.NOON);

    assertThat(ours.decode(theirs.encode(amount), AmountRecord.class))
        .isEqualTo(new AmountRecord(7, Optional.of("n")));
    assertThat(ours.decode(theirs.encode(visit), VisitRecord.class))
        .isEqualTo(new VisitRecord(LocalDate.EPOCH, LocalTime.NOON));
  }

  @Test
  void writesWhatAnAvroClassOfTheSameSchemaReads() {
    assertThat(ours.decode(theirs.encode(new AmountRecord(7, Optional.empty())), Amount.class))
        .isEqualTo(new Amount(7L, null));
    assertThat(ours.encode(new AmountRecord(7, Optional.of("n"))))
        .isEqualTo(ours.encode(new Amount(7L, "n")));
    assertThat(ours.decode(theirs.encode(new VisitRecord(LocalDate.EPOCH, null)), Visit.class))
        .isEqualTo(new Visit(LocalDate.EPOCH, null));
  }

  @Test
  void readsTheSameFieldsOfAnotherShapeOfTheSchema() {
    Schema other =
        Payloads.schema(
            "{'type':'record','name':'shop.Order','fields':[{'name':'cents','type':'int'},"
                + "{'name':'note','type':['string','null']},{'name':'number','type':'bytes'}]}");
    source.publish(other);
    byte[] payload =
        Payloads.written(
            other,
            new GenericRecordBuilder(other)
                .set("cents", 5)
                .set("note", "n")
                .set("number", ByteBuffer.wrap(new byte[] {65}))
                .build());

    assertThat(ours.decode(payload, Old.class)).isEqualTo(new Old("A", 5, "n"));
  }

  @SchemaName("shop.Shade")
  enum OldShade {
    RED,
    GREEN
  }

  @SchemaName("shop.Shade")
  enum NewShade {
    BLUE,
    RED,
    GREEN
  }

  @SchemaName("shop.Paint")
  record OldPaint(OldShade shade, String name, int litres) {}

  @SchemaName("shop.Paint")
  record NewPaint(NewShade shade, Optional<String> name, long litres) {}

  @SchemaName("shop.Paint")
  record OtherPaint(NewShade shade, Optional<String> name, int litres) {}

  @Test
  void readsWiderTypesAndMoreConstantsOfItsOwn() {
    assertThat(ours.decode(theirs.encode(new OldPaint(OldShade.GREEN, "n", 3)), NewPaint.class))
        .isEqualTo(new NewPaint(NewShade.GREEN, Optional.of("n"), 3));
  }

  @Test
  void readsWiderTypesOfOthersAsFarAsTheValueFits() {
    OtherPaint fits = new OtherPaint(NewShade.RED, Optional.of("n"), 3);
    assertThat(ours.decode(theirs.encode(fits), OldPaint.class))
        .isEqualTo(new OldPaint(OldShade.RED, "n", 3));
    unreadable(new OtherPaint(NewShade.BLUE, Optional.of("n"), 3), OldPaint.class);
    unreadable(new OtherPaint(NewShade.RED, Optional.empty(), 3), OldPaint.class);
    unreadable(new NewPaint(NewShade.RED, Optional.of("n"), 3), OldPaint.class);
  }

  @Test
  void tellsWhichRegisteredSchemasAreRead() {
    SchemaComparison older = SchemaComparison.of(schema(OldPaint.class), schema(NewPaint.class));
    SchemaComparison newer = SchemaComparison.of(schema(NewPaint.class), schema(OldPaint.class));
    SchemaComparison renamed = SchemaComparison.of(schema(Old.class), schema(Purchase.class));

    assertThat(older.whole()).isTrue();
    assertThat(newer.objections()).anyMatch(said -> said.startsWith("shade has constants there"));
    assertThat(newer.objections()).anyMatch(said -> said.startsWith("litres is something else"));
    assertThat(newer.unknown()).containsExactly("shade=BLUE");
    assertThat(renamed.objections()).isEmpty();
    assertThat(renamed.unknown()).containsExactly("note");
  }

  @SchemaName("shop.Deadline")
  record Micros(String of, Optional<Instant> at) {}

  @SchemaName("shop.Deadline")
  record Millis(String of, Optional<@Precision(ChronoUnit.MILLIS) Instant> at) {}

  @SchemaName("shop.Deadline")
  record Plain(String of, Optional<Long> at) {}

  /** The bytes and fingerprints are the same, so that only this tells. */
  @Test
  void warnsWhereAnotherProgramRegisteredOtherLogicalTypes() {
    assertThat(warned(() -> theirs.register(Micros.class))).isEmpty();
    assertThat(warned(() -> ours.register(Plain.class))).isEmpty();
    AvroCodec third = new AvroCodec(new SchemaCatalog(source));
    assertThat(warned(() -> third.register(Millis.class)))
        .singleElement()
        .asString()
        .contains("shop.Deadline", "at is a timestamp-micros there and a timestamp-millis here");
  }

  private static List<String> warned(Runnable task) {
    Logger logger = (Logger) LoggerFactory.getLogger(LogicalForms.class);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    logger.addAppender(heard);
    try {
      task.run();
    } finally {
      logger.detachAppender(heard);
    }
    return heard.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(said -> said.contains("shop.Deadline"))
        .toList();
  }

  private static Schema schema(Class<?> type) {
    return PayloadType.of(type).schema();
  }

  private void unreadable(Object value, Class<?> type) {
    byte[] payload = theirs.encode(value);
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> ours.decode(payload, type));
  }
}
