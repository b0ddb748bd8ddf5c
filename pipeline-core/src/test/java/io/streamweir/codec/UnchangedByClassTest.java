package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Bundle;
import io.streamweir.testrecords.Moments;
import io.streamweir.testrecords.Text;
import io.streamweir.testrecords.Visit;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class UnchangedByClassTest {
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(new MapSource()));

  private void comesBackAsItWas(Schema schema, Class<?> type, Map<String, Object> plain) {
    assertThat(PlainPayloadWriter.unchangedByClass(schema)).isTrue();
    PlainPayload.Reading reading = PlainPayload.read(schema, plain, "");
    assertThat(reading.misfits()).isEmpty();
    byte[] once = codec.encode(codec.fromGeneric(reading.value(), type));
    assertThat(codec.encode(codec.decode(once, type))).isEqualTo(once);
  }

  @Test
  void takesTimesAndTextsAsTheyAre() {
    for (String until : List.of("00:00:00", "23:59:59.999999", "12:00:00.000001")) {
      comesBackAsItWas(
          Visit.getClassSchema(), Visit.class, Map.of("day", "-5877641-06-23", "until", until));
    }
    comesBackAsItWas(
        Amount.getClassSchema(),
        Amount.class,
        Map.of("value", Long.MIN_VALUE, "note", "Ü\uD83D\uDE00"));
    comesBackAsItWas(Text.getClassSchema(), Text.class, Map.of("value", ""));
  }

  @Test
  void doesNotTrustMapsDecimalsAndUuids() {
    assertThat(PlainPayloadWriter.unchangedByClass(Bundle.getClassSchema())).isFalse(); // a map
    assertThat(PlainPayloadWriter.unchangedByClass(Moments.getClassSchema())).isFalse();
    for (String type :
        List.of(
            "{\"type\":\"string\",\"logicalType\":\"uuid\"}",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":4}",
            "{\"type\":\"string\",\"logicalType\":\"of-a-program\"}",
            "{\"type\":\"string\",\"java-class\":\"java.net.URI\"}")) {
      Schema field = new Schema.Parser().parse(type);
      Schema record =
          SchemaBuilder.record("R").fields().name("f").type(field).noDefault().endRecord();
      assertThat(PlainPayloadWriter.unchangedByClass(record)).as(type).isFalse();
    }
  }
}
