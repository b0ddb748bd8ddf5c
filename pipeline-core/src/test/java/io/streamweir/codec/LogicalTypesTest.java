package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Moments;
import io.streamweir.testrecords.Visit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.junit.jupiter.api.Test;

class LogicalTypesTest {
  private final MapSource source = new MapSource();
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(source));

  @Test
  void roundTripInEveryPosition() {
    assertThat(codec.decode(codec.encode(full()), Moments.class)).isEqualTo(full());
    assertThat(codec.decode(codec.encode(empty()), Moments.class)).isEqualTo(empty());
  }

  @Test
  void areReadFromBytesOfAWriterWhoseSchemaHasAnotherShape() {
    Schema canonical = Payloads.schema(SchemaNormalization.toParsingForm(Moments.getClassSchema()));
    Schema other =
        Payloads.schema(
            canonical
                .toString()
                .replace(
                    "\"fields\":[{\"name\":\"at\"",
                    "\"fields\":[{\"name\":\"more\",\"type\":\"int\"},{\"name\":\"at\""));
    source.publish(other);
    byte[] ours = codec.encode(full());
    byte[] theirs = new byte[ours.length - AvroCodec.HEADER + 1];
    System.arraycopy(ours, AvroCodec.HEADER, theirs, 1, theirs.length - 1);

    assertThat(codec.decode(Payloads.of(Fingerprint.of(other), theirs), Moments.class))
        .isEqualTo(full());
  }

  @Test
  void areWhatTheDefaultSaysWhereTheWriterHadNoSuchField() {
    Schema old =
        Payloads.schema(
            "{'type':'record','name':'io.streamweir.testrecords.Moments','fields':[{'name':'at','type':'long'}]}");
    source.publish(old);
    byte[] payload = Payloads.written(old, new GenericRecordBuilder(old).set("at", 5L).build());

    assertThat(codec.decode(payload, Moments.class)).isEqualTo(defaults(5));
  }

  @Test
  void areReadFromJsonInEveryPosition() throws IOException {
    assertThat(codec.fromJson(avroJson(codec.encode(full())), Moments.class)).isEqualTo(full());
    assertThat(codec.fromJson(avroJson(codec.encode(empty())), Moments.class)).isEqualTo(empty());
    assertThat(codec.fromJsonWithDefaults("{\"at\":5}", Moments.class)).isEqualTo(defaults(5));
    assertThat(
            codec
                .fromJsonWithDefaults(
                    "{\"at\":5,\"visit\":{\"io.streamweir.testrecords.Visit\":{}}}", Moments.class)
                .getVisit())
        .isEqualTo(new Visit(LocalDate.ofEpochDay(7), null));
  }

  @Test
  void areRefusedInJsonWhereTheTypeDoesNotAcceptThem() {
    refused("{\"at\":1,\"ids\":[\"x\"]}", "$.ids[0]", "\"x\"", "uuid");
    refused("{\"at\":1,\"id\":{\"string\":\"x\"}}", "$.id.string", "\"x\"", "uuid");
    refused("{\"at\":1,\"opens\":{\"mon\":{\"int\":-1}}}", "$.opens.mon.int", "-1", "time-millis");
    refused(
        "{\"at\":1,\"prices\":{\"a\":\"\\u007f\\u00ff\\u00ff\\u00ff\"}}", "$.prices.a", "decimal");
  }

  @Test
  void areShownAsJsonInEveryPosition() {
    assertThat(codec.toJson(codec.encode(full())))
        .contains("\"at\": 1700000000123")
        .contains("\"days\": [19000, -1]")
        .contains("c0ffee00-0000-4000-8000-000000000001");
  }

  private void refused(String json, String... said) {
    assertThatExceptionOfType(UndecodableException.class)
        .as(json)
        .isThrownBy(() -> codec.fromJsonWithDefaults(json, Moments.class))
        .satisfies(e -> assertThat(e.getMessage()).contains(said));
  }

  /** Avro's own encoder is the oracle. */
  private static String avroJson(byte[] payload) throws IOException {
    Schema schema = Moments.getClassSchema();
    Object record =
        new GenericDatumReader<>(schema)
            .read(null, DecoderFactory.get().binaryDecoder(payload, 10, payload.length - 10, null));
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema, json);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return json.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Moments full() {
    Visit visit = new Visit(LocalDate.of(2024, 2, 29), LocalTime.of(23, 59, 59, 999_999_000));
    return Moments.newBuilder()
        .setAt(Instant.ofEpochMilli(1_700_000_000_123L))
        .setMaybeAt(Instant.ofEpochMilli(-1))
        .setExactly(Instant.ofEpochSecond(1, 1_000))
        .setDays(List.of(LocalDate.ofEpochDay(19_000), LocalDate.ofEpochDay(-1)))
        .setPrices(Map.of("a", new BigDecimal("-12.34"), "b", new BigDecimal("9999.99")))
        .setAmounts(Arrays.asList(null, new BigDecimal("-0.01")))
        .setIds(List.of(UUID.fromString("c0ffee00-0000-4000-8000-000000000001")))
        .setId(new UUID(3, 4))
        .setOpens(Map.of("mon", LocalTime.of(8, 30)))
        .setLocals(Map.of("x", List.of(LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1_000))))
        .setVisit(visit)
        .setVisits(Map.of("v", List.of(visit, new Visit(LocalDate.EPOCH, null))))
        .build();
  }

  private static Moments empty() {
    return new Moments(
        Instant.EPOCH,
        null,
        null,
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        null,
        Map.of(),
        Map.of(),
        null,
        Map.of());
  }

  private static Moments defaults(long at) {
    return new Moments(
        Instant.ofEpochMilli(at),
        null,
        Instant.ofEpochSecond(0, 1_500_000),
        List.of(LocalDate.EPOCH, LocalDate.ofEpochDay(19_000)),
        Map.of("x", new BigDecimal("2.56")),
        List.of(),
        List.of(),
        null,
        Map.of(),
        Map.of(),
        null,
        Map.of());
  }
}
