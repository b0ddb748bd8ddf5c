package io.streamweir.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The rules by which a record's schema is made, as docs/payloads.md lists them. */
class RecordSchemaTest {
  record Plain(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, byte[] j) {}

  record Boxes(Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h) {}

  record Times(
      Instant a,
      LocalDate b,
      LocalTime c,
      LocalDateTime d,
      Duration e,
      UUID f,
      BigDecimal g,
      @Decimal(precision = 9, scale = 2) BigDecimal h,
      @Precision(ChronoUnit.MILLIS) Instant i,
      @Precision(ChronoUnit.NANOS) Instant j,
      @Precision(ChronoUnit.MILLIS) LocalTime k,
      @Precision(ChronoUnit.MILLIS) LocalDateTime l,
      @Precision(ChronoUnit.NANOS) LocalDateTime m) {}

  enum Colour {
    RED,
    GREEN
  }

  record Containers(
      List<String> a,
      Set<Colour> b,
      Map<String, Integer> c,
      Map<String, List<Optional<UUID>>> d,
      List<@Decimal(precision = 4, scale = 1) BigDecimal> e) {}

  record Missing(
      Optional<Instant> a,
      @org.jspecify.annotations.Nullable String b,
      @org.apache.avro.reflect.Nullable Integer c,
      List<@org.jspecify.annotations.Nullable Long> d) {}

  sealed interface Payment permits Transfer, Card {}

  record Transfer(String iban) implements Payment {}

  sealed interface Card extends Payment permits Debit, Credit {}

  record Debit(int number) implements Card {}

  record Credit(int number, int limit) implements Card {}

  record Paid(Payment by, Optional<Payment> before, List<Card> cards) {}

  record Node(String name, List<Node> children, Optional<Node> next, Map<String, Node> named) {}

  record Defaults(
      @Default("EUR") String a,
      @Default("7") int b,
      @Default("true") boolean c,
      @Default("GREEN") Colour d,
      @Default("[]") List<String> e,
      @Default("{}") Map<String, Integer> f,
      @Default("1970-01-01T00:00:01Z") Instant g,
      @Default("12.50") @Decimal(precision = 6, scale = 2) BigDecimal h,
      @Default("1.5") double i,
      @Default("00000000-0000-0001-0000-000000000002") UUID j,
      @Default("PT2S") Duration k) {}

  @SchemaName("shop.Order")
  @Alias({"shop.Purchase", "OldOrder"})
  record Renamed(@SchemaName("user_id") long userId, @Alias({"amount", "sum"}) long cents) {}

  private static final String HERE = "io.streamweir.payload.RecordSchemaTest";

  @Test
  void hasAvrosTypesForPrimitivesAndTheirBoxes() {
    assertThat(types(Plain.class))
        .isEqualTo("boolean int int int int long float double string bytes");
    assertThat(types(Boxes.class)).isEqualTo("boolean int int int int long float double");
  }

  @Test
  void hasLogicalTypesForTimesAndNumbers() {
    assertThat(types(Times.class))
        .isEqualTo(
            "long:timestamp-micros int:date long:time-micros long:local-timestamp-micros string"
                + " string:uuid bytes:big-decimal bytes:decimal long:timestamp-millis"
                + " long:timestamp-nanos int:time-millis long:local-timestamp-millis"
                + " long:local-timestamp-nanos");
    assertThat(PayloadType.of(Times.class).schema().getField("h").schema().toString())
        .contains("\"precision\":9,\"scale\":2");
  }

  @Test
  void hasArraysForListsAndSetsAndMapsForMaps() {
    assertThat(json(Containers.class))
        .isEqualTo(
            record(
                "Containers",
                "{'name':'a','type':{'type':'array','items':'string'}},"
                    + "{'name':'b','type':{'type':'array','items':"
                    + "{'type':'enum','name':'Colour','symbols':['RED','GREEN']}}},"
                    + "{'name':'c','type':{'type':'map','values':'int'}},"
                    + "{'name':'d','type':{'type':'map','values':{'type':'array','items':"
                    + "['null',{'type':'string','logicalType':'uuid'}]}}},"
                    + "{'name':'e','type':{'type':'array','items':"
                    + "{'type':'bytes','logicalType':'decimal','precision':4,'scale':1}}}"));
  }

  @Test
  void hasAUnionWithNullForWhatMayBeMissing() {
    assertThat(json(Missing.class))
        .isEqualTo(
            record(
                "Missing",
                "{'name':'a','type':['null',{'type':'long','logicalType':'timestamp-micros'}],"
                    + "'default':null},"
                    + "{'name':'b','type':['null','string'],'default':null},"
                    + "{'name':'c','type':['null','int'],'default':null},"
                    + "{'name':'d','type':{'type':'array','items':['null','long']}}"));
  }

  @Test
  void hasAUnionOfRecordsForASealedInterfaceInTheOrderOfTheirNames() {
    Schema paid = PayloadType.of(Paid.class).schema();

    assertThat(paid.getField("by").schema().getTypes())
        .extracting(Schema::getName)
        .containsExactly("Credit", "Debit", "Transfer");
    assertThat(paid.getField("before").schema().getTypes())
        .extracting(Schema::getName)
        .containsExactly("null", "Credit", "Debit", "Transfer");
    assertThat(paid.getField("cards").schema().getElementType().getTypes())
        .extracting(Schema::getName)
        .containsExactly("Credit", "Debit");
  }

  @Test
  void namesARecordThatHoldsItselfOnce() {
    assertThat(json(Node.class))
        .isEqualTo(
            record(
                "Node",
                "{'name':'name','type':'string'},"
                    + "{'name':'children','type':{'type':'array','items':'Node'}},"
                    + "{'name':'next','type':['null','Node'],'default':null},"
                    + "{'name':'named','type':{'type':'map','values':'Node'}}"));
  }

  @Test
  void hasTheDefaultsOfComponentsAsAvroHasThem() {
    assertThat(json(Defaults.class))
        .contains(
            quoted("'name':'a','type':'string','default':'EUR'"),
            quoted("'name':'b','type':'int','default':7"),
            quoted("'name':'c','type':'boolean','default':true"),
            quoted("'default':'GREEN'"),
            quoted("'default':[]"),
            quoted("'default':{}"),
            quoted("'default':1000000"),
            quoted("'default':'\\u0004â'"),
            quoted("'default':1.5"),
            quoted("'default':'00000000-0000-0001-0000-000000000002'"),
            quoted("'default':'PT2S'"));
  }

  @Test
  void hasTheNamesThatAnnotationsSay() {
    assertThat(json(Renamed.class))
        .isEqualTo(
            quoted(
                "{'type':'record','name':'Order','namespace':'shop','fields':["
                    + "{'name':'user_id','type':'long'},"
                    + "{'name':'cents','type':'long','aliases':['amount','sum']}],"
                    + "'aliases':['Purchase','OldOrder']}"));
  }

  @Test
  void isTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    String expected = RecordRules.payload(Paid.class).schema().toString();
    try {
      for (String each : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist")) {
        Locale.setDefault(Locale.forLanguageTag(each));
        assertThat(RecordRules.payload(Paid.class).schema()).hasToString(expected);
        assertThat(RecordRules.payload(Defaults.class).schema()).hasToString(json(Defaults.class));
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String json(Class<?> type) {
    return PayloadType.of(type).schema().toString();
  }

  private static String record(String name, String fields) {
    return quoted(
        "{'type':'record','name':'"
            + name
            + "','namespace':'"
            + HERE
            + "','fields':["
            + fields
            + "]}");
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  private static String types(Class<?> type) {
    StringBuilder types = new StringBuilder();
    for (Schema.Field field : PayloadType.of(type).schema().getFields()) {
      Schema schema = field.schema();
      String logical =
          schema.getLogicalType() == null ? "" : ":" + schema.getLogicalType().getName();
      types.append(' ').append(schema.getType().getName()).append(logical);
    }
    return types.substring(1);
  }
}
