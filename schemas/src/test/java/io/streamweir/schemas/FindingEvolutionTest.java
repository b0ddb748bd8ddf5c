package io.streamweir.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.Finding;
import io.streamweir.schemas.accesslog.FindingKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FindingEvolutionTest {
  private static final Schema V1 = SchemaHistory.of(Finding.class.getName()).versions().get(0);

  @BeforeAll
  static void trustTheRecordsUnderTest() {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            ClassSecurityValidator.builder().add(Finding.class).add(FindingKind.class).build()));
  }

  @Test
  void readsWhatTheFirstVersionWrote() throws IOException {
    BinaryMessageDecoder<Finding> decoder = Finding.createDecoder(new SchemaStore.Cache());
    decoder.addSchema(V1);

    Finding read = decoder.decode(new BinaryMessageEncoder<>(GenericData.get(), V1).encode(old()));

    assertThat(read.getWhy()).isEqualTo(FindingKind.PROBE);
    assertThat(read.getTarget()).isEqualTo("/.env");
    assertThat(read.getAgent()).isNull();
  }

  @Test
  void isReadableByTheFirstVersion() throws IOException {
    GenericRecord read = readAs(V1, bytes(current()));

    assertThat(read.get("target")).hasToString("/.env");
    assertThat(read.getSchema().getField("agent")).isNull();
  }

  private static GenericRecord old() {
    GenericRecord old = new GenericData.Record(V1);
    old.put("why", new GenericData.EnumSymbol(V1.getField("why").schema(), "PROBE"));
    old.put("time", 1_431_857_103_000L);
    old.put("host", "192.0.2.7");
    old.put("method", "GET");
    old.put("target", "/.env");
    old.put("status", 404);
    return old;
  }

  private static Finding current() {
    return new Finding(FindingKind.PROBE, 0L, "192.0.2.7", "GET", "/.env", 404, "curl/8.5.0");
  }

  private static byte[] bytes(Finding finding) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new SpecificDatumWriter<>(Finding.class).write(finding, encoder);
    return bytes.toByteArray();
  }

  private static GenericRecord readAs(Schema reader, byte[] bytes) throws IOException {
    var decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    return new GenericDatumReader<GenericRecord>(Finding.getClassSchema(), reader)
        .read(null, decoder);
  }
}
