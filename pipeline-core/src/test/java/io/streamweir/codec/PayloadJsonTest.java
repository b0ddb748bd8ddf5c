package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testrecords.Bundle;
import io.streamweir.testrecords.Moments;
import io.streamweir.testrecords.Text;
import io.streamweir.testrecords.Visit;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shown by what the source of schemas holds, as a program without the writer's classes does. */
class PayloadJsonTest {
  private final MapSource redis = new MapSource();
  private final AvroCodec writer = new AvroCodec(new SchemaCatalog(redis));
  private final PayloadJson shown = new PayloadJson(new SchemaCatalog(redis));

  @Test
  void showsTimesAsIsoAndDecimalsWithAllDigits() {
    Moments moments =
        Moments.newBuilder()
            .setAt(Instant.ofEpochMilli(1_700_000_000_123L))
            .setMaybeAt(null)
            .setExactly(Instant.ofEpochSecond(1, 1_000))
            .setDays(List.of(LocalDate.of(2024, 2, 29)))
            .setPrices(Map.of("a.b", new BigDecimal("1234.50")))
            .setId(UUID.fromString("c0ffee00-0000-4000-8000-000000000001"))
            .setOpens(Map.of("mon", LocalTime.of(9, 0)))
            .setVisits(Map.of())
            .setVisit(new Visit(LocalDate.of(2024, 3, 1), LocalTime.of(23, 59, 59, 999_999_000)))
            .build();

    assertThat(shown.show(writer.encode(moments)).json())
        .isEqualTo(
            "{\"at\":\"2023-11-14T22:13:20.123Z\",\"maybeAt\":null,"
                + "\"exactly\":\"1970-01-01T00:00:01.000001Z\",\"days\":[\"2024-02-29\"],"
                + "\"prices\":{\"a.b\":\"1234.50\"},\"amounts\":[],\"ids\":[],"
                + "\"id\":\"c0ffee00-0000-4000-8000-000000000001\",\"opens\":{\"mon\":\"09:00:00\"},"
                + "\"locals\":{},\"visit\":{\"day\":\"2024-03-01\",\"until\":\"23:59:59.999999\"},"
                + "\"visits\":{}}");
  }

  @Test
  void showsWhatLiesUnderALogicalTypeThatNobodyRegistered() {
    byte[] payload =
        writer.encode(
            Moments.newBuilder().setAt(Instant.ofEpochMilli(5)).setVisits(Map.of()).build());
    redis.json.keySet().removeIf(name -> name.endsWith(":logical"));

    assertThat(shown.show(payload).json())
        .startsWith("{\"at\":5,\"maybeAt\":null,\"exactly\":1500,\"days\":[0,19000],")
        .contains("\"prices\":{\"x\":\"0100\"}");
  }

  @Test
  void showsLogicalTypesThatTheWriterHasRegisteredWithoutAClassOfItsOwn() {
    Schema schema = logical("'int','logicalType':'time-millis'");
    redis.publish(schema);
    redis.json.put(LogicalForm.name(Fingerprint.of(schema)), schema.toString());

    assertThat(json(schema, 34_200_000)).isEqualTo("{\"v\":\"09:30:00\"}");
    assertThat(json(schema, -1)).as("no time of a day").isEqualTo("{\"v\":-1}");
  }

  @Test
  void showsEachLogicalTypeOfAvro() {
    assertThat(registered("'long','logicalType':'timestamp-nanos'", -1L))
        .isEqualTo("\"1969-12-31T23:59:59.999999999Z\"");
    assertThat(registered("'long','logicalType':'local-timestamp-millis'", 86_400_000L))
        .isEqualTo("\"1970-01-02T00:00:00\"");
    assertThat(registered("'long','logicalType':'local-timestamp-nanos'", 1L))
        .isEqualTo("\"1970-01-01T00:00:00.000000001\"");
    assertThat(registered("'long','logicalType':'timestamp-millis'", Long.MAX_VALUE))
        .isEqualTo("\"+292278994-08-17T07:12:55.807Z\"");
    assertThat(registered("'int','logicalType':'date'", Integer.MIN_VALUE))
        .isEqualTo("\"-5877641-06-23\"");
    assertThat(registered("'bytes','logicalType':'big-decimal'", hex("0401f404")))
        .isEqualTo("\"5.00\"");
    assertThat(registered("'bytes','logicalType':'decimal','precision':4,'scale':2", hex("ff38")))
        .isEqualTo("\"-2.00\"");
    assertThat(registered("'bytes','logicalType':'decimal','precision':4,'scale':2", hex("")))
        .isEqualTo("\"\"");
  }

  @Test
  void showsUuidsAndDurationsOfFixedBytes() {
    byte[] id = hex("c0ffee00000040008000000000000001");
    assertThat(fixed(16, "uuid", id)).isEqualTo("\"c0ffee00-0000-4000-8000-000000000001\"");
    byte[] period = hex("0100000002000000ffffffff");
    assertThat(fixed(12, "duration", period)).isEqualTo("\"P1M2DT4294967.295S\"");
  }

  @Test
  void keepsAllDigitsOfNumbersAndShowsBytesAsHex() {
    Schema schema =
        Payloads.schema(
            "{'type':'record','name':'a.N','fields':["
                + "{'name':'l','type':'long'},{'name':'d','type':'double'},"
                + "{'name':'f','type':'float'},{'name':'n','type':'double'},"
                + "{'name':'b','type':'bytes'},{'name':'t','type':'boolean'},"
                + "{'name':'e','type':{'type':'enum','name':'E','symbols':['RED']}},"
                + "{'name':'u','type':['null','string',{'type':'array','items':'int'}]},"
                + "{'name':'m','type':{'type':'map','values':'long'}}]}");
    redis.publish(schema);
    byte[] payload =
        Payloads.written(
            schema,
            new GenericRecordBuilder(schema)
                .set("l", Long.MAX_VALUE)
                .set("d", 0.1)
                .set("f", 0.1f)
                .set("n", Double.NaN)
                .set("b", ByteBuffer.wrap(hex("00ff")))
                .set("t", true)
                .set("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "RED"))
                .set("u", List.of(1, 2))
                .set("m", Map.of("k", -1L))
                .build());

    PayloadJson.Shown is = shown.show(payload);

    assertThat(is.type()).isEqualTo("a.N");
    assertThat(is.objection()).isEmpty();
    assertThat(is.json())
        .isEqualTo(
            "{\"l\":9223372036854775807,\"d\":0.1,\"f\":0.1,\"n\":\"NaN\",\"b\":\"00ff\","
                + "\"t\":true,\"e\":\"RED\",\"u\":[1,2],\"m\":{\"k\":-1}}");
  }

  @Test
  void escapesWhatJsonCannotHold() {
    assertThat(shown.show(writer.encode(new Text("\u0000\"\\\u202e"))).json())
        .isEqualTo("{\"value\":\"\\u0000\\\"\\\\\u202e\"}");
  }

  @Test
  void showsBytesAndAReasonWhereNothingCanBeRead() {
    byte[] cut = Arrays.copyOf(writer.encode(new Text("abc")), 12);

    assertThat(undecodable(cut)).startsWith("cannot read a io.streamweir.testrecords.Text: ");
    assertThat(undecodable("hello".getBytes(StandardCharsets.UTF_8)))
        .contains("not in Avro's single-object encoding");
    assertThat(undecodable(new byte[0])).contains("0 bytes");
    assertThat(undecodable(Payloads.of(42, new byte[] {0})))
        .isEqualTo("no schema is registered for fingerprint 000000000000002a");
    byte[] longer = Arrays.copyOf(writer.encode(new Text("abc")), 20);
    assertThat(undecodable(longer)).contains("bytes are left");
  }

  private String undecodable(byte[] payload) {
    PayloadJson.Shown is = shown.show(payload);
    String why = is.objection().orElseThrow();
    assertThat(is.type()).isEmpty();
    assertThat(is.json())
        .startsWith("{\"undecodable\":\"")
        .endsWith("\",\"hex\":\"" + HexFormat.of().formatHex(payload) + "\"}");
    assertThat(is.value())
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("undecodable", why);
    return why;
  }

  @Test
  void believesNoLogicalFormOfAnotherSchema() {
    Schema schema = logical("'long'");
    redis.publish(schema);
    for (String forged :
        List.of("{", "\"long\"", logical("'int','logicalType':'date'").toString(), "[]")) {
      redis.json.put(LogicalForm.name(Fingerprint.of(schema)), forged);
      PayloadJson fresh = new PayloadJson(new SchemaCatalog(redis));
      byte[] payload = Payloads.written(schema, record(schema, 7L));
      assertThat(fresh.show(payload).json()).as(forged).isEqualTo("{\"v\":7}");
    }
  }

  /** A server that is full refuses what it has not got yet. */
  @Test
  void hindersNoWriterWhoseLogicalTypesCannotBeRegistered() {
    SchemaSource full =
        new SchemaSource() {
          @Override
          public @Nullable String find(String name) {
            return redis.find(name);
          }

          @Override
          public void register(String name, String json) {
            if (name.endsWith(":logical")) {
              throw new IllegalStateException("OOM");
            }
            redis.register(name, json);
          }
        };
    Schema schema = logical("'int','logicalType':'date'");
    new SchemaCatalog(full).add(schema);

    assertThat(json(schema, 1)).isEqualTo("{\"v\":1}");
  }

  @Test
  void asksOnceASecondForLogicalTypesThatAreNotRegisteredYet() {
    AtomicLong nanos = new AtomicLong();
    PayloadJson patient = new PayloadJson(new SchemaCatalog(redis, nanos::get));
    Schema schema = logical("'int','logicalType':'date'");
    redis.publish(schema);
    byte[] payload = Payloads.written(schema, record(schema, 1));
    assertThat(patient.show(payload).json()).isEqualTo("{\"v\":1}");
    redis.json.put(LogicalForm.name(Fingerprint.of(schema)), schema.toString());
    int asked = redis.asked.get();
    assertThat(patient.show(payload).json()).isEqualTo("{\"v\":1}");
    assertThat(redis.asked).hasValue(asked);

    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(patient.show(payload).json()).isEqualTo("{\"v\":\"1970-01-02\"}");
  }

  /** A number of a billion digits costs its writer six bytes. */
  @Test
  @Timeout(10)
  void writesNoDecimalOutThatIsLongerThanItsBytes() {
    assertThat(registered("'bytes','logicalType':'big-decimal'", hex("0201feffffff0f")))
        .isEqualTo("\"1E-2147483647\"");
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 0x7f);
    assertThat(registered("'bytes','logicalType':'decimal','precision':9999999,'scale':2", large))
        .hasSize((2 << 20) + 2);
  }

  @Test
  @Timeout(5)
  void survivesARecordThatIsNestedTooDeeply() {
    writer.register(Bundle.class);
    byte[] level = {0, 0, 0, 0, 1, 2, 3, 4, 0, 2}; // an empty bundle that has an inner one
    byte[] body = new byte[900_000];
    for (int i = 0; i < body.length; i += level.length) {
      System.arraycopy(level, 0, body, i, level.length);
    }

    assertThat(shown.show(Payloads.of(Fingerprint.of(Bundle.getClassSchema()), body)).objection())
        .isPresent();
  }

  @Test
  @Timeout(30)
  void showsAnyBytes() {
    byte[] good = writer.encode(AvroCodecTest.bundle());
    Random random = new Random(42);
    int unreadable = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = good.clone();
      payload[10 + random.nextInt(payload.length - 10)] = (byte) random.nextInt();
      unreadable += shown.show(payload).objection().isPresent() ? 1 : 0;
    }
    assertThat(unreadable).isBetween(1_000, 19_000);
  }

  private String fixed(int size, String logicalType, byte[] bytes) {
    Schema schema =
        logical(
            "{'type':'fixed','name':'F','size':" + size + ",'logicalType':'" + logicalType + "'}");
    redis.publish(schema);
    redis.json.put(LogicalForm.name(Fingerprint.of(schema)), schema.toString());
    String json = json(schema, new GenericData.Fixed(schema.getField("v").schema(), bytes));
    return json.substring(5, json.length() - 1);
  }

  /**
   * The text of the value of this type, with the schema as its writer's class would register it.
   */
  private String registered(String type, Object value) {
    Schema schema = logical(type);
    SchemaCatalog catalog = new SchemaCatalog(redis);
    redis.json.clear();
    catalog.add(schema);
    Object datum = value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    PayloadJson fresh = new PayloadJson(new SchemaCatalog(redis));
    String json = fresh.show(Payloads.written(schema, record(schema, datum))).json();
    return json.substring(5, json.length() - 1);
  }

  private String json(Schema schema, Object value) {
    return shown.show(Payloads.written(schema, record(schema, value))).json();
  }

  private static Object record(Schema schema, Object value) {
    return new GenericRecordBuilder(schema).set("v", value).build();
  }

  private static Schema logical(String type) {
    String whole = type.startsWith("{") ? type : "{'type':" + type + "}";
    return Payloads.schema(
        "{'type':'record','name':'a.L','fields':[{'name':'v','type':" + whole + "}]}");
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
