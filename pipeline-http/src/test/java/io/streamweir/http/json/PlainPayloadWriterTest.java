package io.streamweir.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import io.streamweir.codec.PlainPayloadWriter;
import io.streamweir.http.core.ProblemException;
import io.streamweir.http.core.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** {@link InputReader} is the judge: what it takes has the same bytes, and no more is taken. */
class PlainPayloadWriterTest {
  private static final int SCHEMAS = 150;
  private static final int TEXTS = 24;
  private static final int HEADER = 10;

  private int accepted;
  private int straight;

  private static Optional<byte[]> judged(byte[] json, Schema schema) throws IOException {
    IndexedRecord record;
    try {
      record = InputReader.read(StrictJson.read(json), "", schema);
    } catch (ProblemException e) {
      return Optional.empty();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<IndexedRecord>(schema, new GenericData()).write(record, encoder);
    return Optional.of(out.toByteArray());
  }

  private static Optional<byte[]> written(byte[] json, PlainPayloadWriter writer) {
    try (JsonParser parser = StrictJson.parser(json)) {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      Optional<byte[]> payload = writer.write(parser);
      return parser.nextToken() == null
          ? payload.map(bytes -> Arrays.copyOfRange(bytes, HEADER, bytes.length))
          : Optional.empty();
    } catch (IOException | RuntimeException e) { // as one who submits takes it
      return Optional.empty();
    }
  }

  private void compare(int oddOneOf) throws IOException {
    for (int seed = 0; seed < SCHEMAS; seed++) {
      Random random = new Random(seed);
      Schema schema = new RandomSchemas(random).record(3);
      PlainPayloadWriter writer = PlainPayloadWriter.of(schema);
      for (int i = 0; i < TEXTS; i++) {
        String text = new RandomJson(random, oddOneOf).whole(schema);
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        Optional<byte[]> judged = judged(json, schema);
        Optional<byte[]> written = written(json, writer);
        accepted += judged.isPresent() ? 1 : 0;
        straight += written.isPresent() ? 1 : 0;
        if (written.isPresent()) {
          assertThat(judged).as("seed %s: %s by %s", seed, text, schema).isPresent();
          assertThat(written.get())
              .as("seed %s: %s by %s", seed, text, schema)
              .isEqualTo(judged.get());
        }
      }
    }
  }

  @Test
  void writesTheBytesOfTheJudge() throws IOException {
    compare(0);
    assertThat(straight).as("of " + accepted).isGreaterThan(accepted * 6 / 10);
  }

  @Test
  void takesNothingThatTheJudgeRefuses() throws IOException {
    compare(8);
    compare(60);
    assertThat(accepted).isGreaterThan(SCHEMAS);
    assertThat(straight).as("of " + accepted).isGreaterThan(accepted / 2);
  }
}
