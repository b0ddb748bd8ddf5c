package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.codec.PlainPayload.Misfit;
import io.streamweir.codec.PlainPayload.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainPayloadTest {
  private static final PlainValues SHOWN = new PlainValues();

  private static Schema record(String fields) {
    return new Schema.Parser()
        .parse("{'type':'record','name':'a.R','fields':[%s]}".formatted(fields).replace('\'', '"'));
  }

  private static Schema of(String type) {
    return record("{'name':'v','type':" + type + "}");
  }

  private static Map<String, @Nullable Object> v(@Nullable Object value) {
    Map<String, @Nullable Object> map = new HashMap<>();
    map.put("v", value);
    return map;
  }

  private static List<String> misfits(Schema schema, @Nullable Object plain) {
    return PlainPayload.read(schema, plain, "").misfits().stream()
        .map(misfit -> misfit.pointer() + ": " + misfit.detail())
        .toList();
  }

  /** What is read is shown as it was written. */
  private static void reads(String type, @Nullable Object value) {
    Schema schema = of(type);
    Reading reading = PlainPayload.read(schema, v(value), "");
    assertThat(reading.misfits()).as(type + " " + value).isEmpty();
    IndexedRecord record = Objects.requireNonNull(reading.value());
    assertThat(PayloadJson.json(SHOWN.plain(schema, record)))
        .as(type)
        .isEqualTo(PayloadJson.json(v(value)));
  }

  @Test
  void readsWhatIsShown() {
    reads("'string'", "é\"\n");
    reads("'int'", Integer.MIN_VALUE);
    reads("'long'", Long.MAX_VALUE);
    reads("'double'", 0.5);
    reads("'float'", "NaN");
    reads("'boolean'", true);
    reads("'null'", null);
    reads("'bytes'", "00ff7f");
    reads("{'type':'fixed','name':'F','size':2}", "00ff");
    reads("{'type':'enum','name':'E','symbols':['A','B']}", "B");
    reads("{'type':'array','items':['null','int']}", List.of(1, 2));
    reads("{'type':'map','values':'long'}", Map.of("k/~", 5));
    reads("['null','string']", null);
    reads("['null','string']", "x");
    reads("['null',{'type':'array','items':'string'}]", List.of("x"));
  }

  @Test
  void readsLogicalTypesAsTheyAreShown() {
    reads("{'type':'int','logicalType':'date'}", "2026-11-30");
    reads("{'type':'int','logicalType':'time-millis'}", "13:45:00.123");
    reads("{'type':'long','logicalType':'time-micros'}", "13:45:00.000001");
    reads("{'type':'long','logicalType':'timestamp-millis'}", "1969-12-31T23:59:59.999Z");
    reads("{'type':'long','logicalType':'timestamp-micros'}", "2026-11-30T13:45:00.000001Z");
    reads("{'type':'long','logicalType':'local-timestamp-millis'}", "2026-11-30T13:45:00");
    reads("{'type':'string','logicalType':'uuid'}", "0123abcd-0000-0000-0000-00000000000f");
    reads("{'type':'bytes','logicalType':'decimal','precision':8,'scale':2}", "-12.30");
    reads(
        "{'type':'fixed','name':'F','size':6,'logicalType':'decimal','precision':8,'scale':2}",
        "12.30");
    reads("{'type':'fixed','name':'F','size':12,'logicalType':'duration'}", "P1M2DT3.004S");
    reads("['null',{'type':'long','logicalType':'timestamp-millis'}]", "2026-11-30T13:45:00Z");
  }

  @Test
  void takesOtherOffsetsAndFewerDigitsForTheSameTimeAndNumber() {
    Schema time = of("{'type':'long','logicalType':'timestamp-millis'}");
    Reading offset = PlainPayload.read(time, v("2026-11-30T14:45:00+01:00"), "");
    Reading utc = PlainPayload.read(time, v("2026-11-30T13:45:00Z"), "");
    assertThat(offset).isEqualTo(utc);
    Schema money = of("{'type':'bytes','logicalType':'decimal','precision':8,'scale':2}");
    assertThat(PlainPayload.read(money, v("5"), ""))
        .isEqualTo(PlainPayload.read(money, v("5.00"), ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'int'|2147483648",
        "'int'|1.5",
        "'long'|9223372036854775808",
        "'long'|1e30",
        "'long'|1e999999999",
        "'float'|1e39",
        "'double'|1e999",
        "'double'|1e-999",
      })
  void refusesNumbersThatDoNotFit(String type, String number) {
    Schema schema = of(type.isEmpty() ? "'int'" : "'" + type.replace("'", "") + "'");
    assertThat(misfits(schema, v(new BigDecimal(number)))).hasSize(1);
    assertThat(
            misfits(
                of("['null','string'," + schema.getField("v").schema() + "]"),
                v(new BigDecimal(number))))
        .hasSize(1);
  }

  @Test
  void takesAWholeNumberHoweverItIsWritten() {
    assertThat(misfits(of("'int'"), v(new BigDecimal("1.0")))).isEmpty();
    assertThat(misfits(of("'long'"), v(new BigDecimal("1e3")))).isEmpty();
    assertThat(misfits(of("'long'"), v(BigInteger.ONE.shiftLeft(70)))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "timestamp-millis, 2026-11-30T13:45:00.0001Z",
    "timestamp-millis, 2026-11-30",
    "timestamp-nanos, 2999-11-30T13:45:00Z",
    "local-timestamp-millis, 2026-11-30T13:45:00Z"
  })
  void refusesTimesThatTheTypeCannotHold(String type, String text) {
    Schema schema = of("{'type':'long','logicalType':'%s'}".formatted(type));
    assertThat(misfits(schema, v(text))).singleElement().asString().startsWith("/v: expected a ");
    assertThat(misfits(schema, v(1234))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"123456789.00", "1e999999999", "0.001", "1e-999999999", "x"})
  void refusesDecimalsThatTheTypeCannotHold(String text) {
    Schema schema = of("{'type':'bytes','logicalType':'decimal','precision':8,'scale':2}");
    assertThat(misfits(schema, v(text))).hasSize(1);
  }

  @Test
  void tellsEveryPlaceThatDoesNotFit() {
    Schema schema =
        record(
            """
            {'name':'number','type':'string'},
            {'name':'lines','type':{'type':'array','items':{'type':'record','name':'L','fields':[
              {'name':'sku','type':'string'},{'name':'count','type':'int','default':1}]}}},
            {'name':'note','type':['null','string'],'default':null}\
            """);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("sku", 5);
    line.put("cuont", 2);
    Reading reading =
        PlainPayload.read(
            schema, Map.of("lines", List.of(Map.of("sku", "a"), line), "a/b~", 1), "/input");

    assertThat(reading.value()).isNull();
    assertThat(reading.misfits())
        .containsExactlyInAnyOrder(
            new Misfit("/input/number", "is missing; expected a string"),
            new Misfit("/input/lines/1/sku", "expected a string, found 5"),
            new Misfit(
                "/input/lines/1/cuont", "unknown field of a.L; the nearest known one is \"count\""),
            new Misfit("/input/a~1b~0", "unknown field of a.R; the nearest known one is \"note\""));
  }

  @Test
  void tellsOfABoundedNumberOfPlaces() {
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add("x");
    }
    assertThat(misfits(of("{'type':'array','items':'int'}"), v(many)))
        .hasSize(PlainPayload.MOST_MISFITS);
  }

  private static final String TWO =
      """
      ['null',
       {'type':'record','name':'Card','fields':[{'name':'number','type':'string'}]},
       {'type':'record','name':'Bank','fields':[
         {'name':'number','type':'string'},{'name':'bic','type':['null','string'],'default':null}]},
       {'type':'record','name':'Cash','fields':[{'name':'till','type':'int'}]}]\
      """;

  @Test
  void choosesTheBranchOfAUnionByWhatIsThere() {
    assertThat(misfits(of(TWO), v(Map.of("till", 5)))).isEmpty();
    assertThat(misfits(of(TWO), v(Map.of("number", "1", "bic", "X")))).isEmpty();
    assertThat(misfits(of(TWO), v(Map.of("number", "1"))))
        .containsExactly("/v: it may be a a.Card or a a.Bank; say which, as {\"a.Card\": …}");
    assertThat(misfits(of(TWO), v(Map.of("a.Bank", Map.of("number", "1"))))).isEmpty();
    assertThat(misfits(of(TWO), v(Map.of("a.Bank", Map.of("till", 1)))))
        .contains("/v/a.Bank/number: is missing; expected a string");
    assertThat(misfits(of(TWO), v(5))).singleElement().asString().endsWith("found 5");
  }

  @Test
  void tellsWhatIsWrongInTheOnlyBranchThatCanBeMeant() {
    Schema schema =
        of("['null',{'type':'record','name':'P','fields':[{'name':'x','type':'int'}]}]");
    assertThat(misfits(schema, v(Map.of("x", "1"))))
        .containsExactly("/v/x: expected an int from -2147483648 to 2147483647, found \"1\"");
  }

  @Test
  void writesEqualMapsAsEqualBytes() {
    Schema schema = of("{'type':'map','values':'int'}");
    Map<String, Object> forth = new LinkedHashMap<>();
    Map<String, Object> back = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      forth.put("k" + i, i);
      back.put("k" + (49 - i), 49 - i);
    }
    IndexedRecord first = Objects.requireNonNull(PlainPayload.read(schema, v(forth), "").value());
    IndexedRecord second = Objects.requireNonNull(PlainPayload.read(schema, v(back), "").value());
    assertThat(first.get(0)).hasToString(second.get(0).toString());
  }

  @Test
  void refusesHalfACharacter() {
    assertThat(misfits(of("'string'"), v("\ud800"))).hasSize(1);
    assertThat(misfits(of("{'type':'map','values':'int'}"), v(Map.of("\ud800", 1)))).hasSize(1);
  }

  @Test
  void showsDefaults() {
    Schema schema =
        SchemaBuilder.record("D").fields().requiredString("a").optionalString("b").endRecord();
    assertThat(PlainPayload.shownDefault(schema.getField("a"))).isEmpty();
    assertThat(PlainPayload.shownDefault(schema.getField("b"))).isEmpty();
    Schema number = record("{'name':'v','type':'long','default':5}");
    assertThat(PlainPayload.shownDefault(number.getField("v"))).contains(5L);
  }
}
