package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Bundle;
import io.streamweir.testrecords.Colour;
import io.streamweir.testrecords.Key;
import io.streamweir.testrecords.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
  private static final String TEXT = "{'type':'record','name':'io.streamweir.testrecords.Text',";
  private static final String AMOUNT =
      "{'type':'record','name':'io.streamweir.testrecords.Amount',";

  private final MapSource source = new MapSource();
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(source));

  @Test
  void readsWhatItWrote() {
    Text text = new Text("Ünïcode 漢 \u0000 \uD83D\uDE00");

    assertThat(codec.decode(codec.encode(text), Text.class)).isEqualTo(text);
    assertThat(codec.decode(codec.encode(bundle()), Bundle.class)).isEqualTo(bundle());
    assertThat(codec.decode(codec.encode(new Text("")), Text.class)).isEqualTo(new Text(""));
  }

  @Test
  void readsALargePayload() {
    Text text = new Text("x".repeat(1 << 20));

    assertThat(codec.decode(codec.encode(text), Text.class)).isEqualTo(text);
  }

  /** Avro's own implementation of the single-object encoding is the oracle. */
  @Test
  void writesAndReadsWhatAvroItselfDoes() throws IOException {
    Amount amount = new Amount(-7L, "of what");
    ByteBuffer theirs =
        new BinaryMessageEncoder<Amount>(SpecificData.get(), Amount.getClassSchema())
            .encode(amount);
    byte[] ours = codec.encode(amount);

    assertThat(ByteBuffer.wrap(ours)).isEqualTo(theirs);
    assertThat(
            new BinaryMessageDecoder<GenericRecord>(GenericData.get(), Amount.getClassSchema())
                .decode(ours)
                .get("note"))
        .hasToString("of what");
  }

  @Test
  void registersASchemaOnceBeforeItsFirstPayload() {
    codec.register(Text.class);
    codec.encode(new Text("a"));

    assertThat(source.json)
        .containsOnlyKeys(Fingerprint.hex(Fingerprint.of(Text.getClassSchema())));
  }

  @Test
  void readsAnEntryOfAnOlderWriter() {
    Schema old = Payloads.schema(AMOUNT + "'fields':[{'name':'value','type':'int'}]}");
    source.publish(old);

    assertThat(
            codec.decode(Payloads.written(old, record(old).set("value", 3).build()), Amount.class))
        .isEqualTo(new Amount(3L, null));
  }

  @Test
  void readsAnEntryOfANewerWriter() {
    Schema newer =
        Payloads.schema(
            TEXT
                + "'fields':[{'name':'more','type':{'type':'array','items':'string'},'default':[]},"
                + "{'name':'value','type':'string'},{'name':'extra','type':'int','default':1}]}");
    source.publish(newer);
    byte[] payload =
        Payloads.written(
            newer,
            record(newer).set("value", "v").set("more", List.of("a", "b")).set("extra", 2).build());

    assertThat(codec.decode(payload, Text.class)).isEqualTo(new Text("v"));
  }

  @Test
  void readsASymbolThatOnlyTheWriterKnowsAsTheDefault() {
    Schema newer =
        Payloads.schema(
            Bundle.getClassSchema().toString().replace("\"GREEN\"", "\"GREEN\",\"BLUE\""));
    source.publish(newer);
    Bundle bundle = bundle();
    byte[] payload = codec.encode(bundle);
    byte[] body = java.util.Arrays.copyOfRange(payload, 10, payload.length);
    // names: 1 block of 2, raw, sizes, then the symbol's position
    int symbol = indexOfSymbol(body);
    body[symbol] = 4; // position 2

    assertThat(codec.decode(Payloads.of(Fingerprint.of(newer), body), Bundle.class).getColour())
        .isEqualTo(Colour.RED);
  }

  private static int indexOfSymbol(byte[] body) {
    for (int i = 0; i < body.length - 4; i++) {
      if (body[i] == 2 && body[i + 1] == 9 && body[i + 2] == 8 && body[i + 3] == 7) {
        return i;
      }
    }
    throw new IllegalStateException("no symbol in front of the key");
  }

  @Test
  void refusesAnEntryWhoseWriterMeantSomethingElse() {
    Schema other = Payloads.schema(TEXT + "'fields':[{'name':'value','type':'boolean'}]}");
    source.publish(other);
    byte[] payload = Payloads.written(other, record(other).set("value", true).build());

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(payload, Text.class))
        .withMessageContaining("cannot read a io.streamweir.testrecords.Text");
  }

  @Test
  void refusesAnotherKindOfRecord() {
    byte[] payload = codec.encode(new Amount(1L, null));

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(payload, Text.class));
  }

  @Test
  void showsAPayloadAsItsWriterMeantIt() {
    byte[] payload = codec.encode(new Amount(5L, "ä\""));

    assertThat(codec.toJson(payload)).isEqualTo("{\"value\": 5, \"note\": \"ä\\\"\"}");
    assertThat(codec.typeName(payload)).isEqualTo("io.streamweir.testrecords.Amount");
  }

  @Test
  void readsARecordFromJson() {
    assertThat(codec.fromJson("{\"value\":5,\"note\":{\"string\":\"n\"}}", Amount.class))
        .isEqualTo(new Amount(5L, "n"));
    for (String wrong : List.of("", "{}", "[", "{\"value\":\"x\"}", "null", "{\"value\":5}")) {
      assertThatExceptionOfType(UndecodableException.class)
          .as(wrong)
          .isThrownBy(() -> codec.fromJson(wrong, Amount.class));
    }
  }

  @Test
  void servesManyThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int t = 0; t < 16; t++) {
      int seed = t;
      tasks.add(() -> roundTrips(seed));
    }
    try {
      for (Future<Integer> done : threads.invokeAll(tasks)) {
        assertThat(done.get()).isEqualTo(2_000);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private int roundTrips(int seed) {
    int equal = 0;
    for (int i = 0; i < 1_000; i++) {
      Text text = new Text(("t" + seed + "." + i + "|").repeat(1 + (seed + i) % 90));
      Amount amount = new Amount((long) seed * i, text.getValue());
      equal += codec.decode(codec.encode(text), Text.class).equals(text) ? 1 : 0;
      equal += codec.decode(codec.encode(amount), Amount.class).equals(amount) ? 1 : 0;
    }
    return equal;
  }

  private static GenericRecordBuilder record(Schema schema) {
    return new GenericRecordBuilder(schema);
  }

  static Bundle bundle() {
    Bundle inner =
        new Bundle(
            List.of(),
            ByteBuffer.allocate(0),
            Map.of(),
            Colour.RED,
            new Key(new byte[4]),
            1.5,
            null);
    return new Bundle(
        List.of("a", "bc"),
        ByteBuffer.wrap(new byte[] {1, 2, 3}),
        Map.of("x", 1L),
        Colour.GREEN,
        new Key(new byte[] {9, 8, 7, 6}),
        new Amount(4L, "n"),
        inner);
  }
}
