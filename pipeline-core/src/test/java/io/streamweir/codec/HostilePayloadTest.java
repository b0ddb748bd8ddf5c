package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Bundle;
import io.streamweir.testrecords.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anyone can append an entry, so a payload may be anything. */
class HostilePayloadTest {
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));

  @Test
  void refusesAPayloadThatIsCutShortAnywhere() {
    byte[] whole = codec.encode(AvroCodecTest.bundle());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(UndecodableException.class)
          .as("%s of %s bytes", length, whole.length)
          .isThrownBy(() -> codec.decode(cut, Bundle.class));
    }
  }

  @Test
  void refusesBytesBehindTheRecord() {
    byte[] whole = codec.encode(new Text("a"));

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1), Text.class))
        .withMessage("bytes are left after the io.streamweir.testrecords.Text");
  }

  @Test
  void refusesAnotherMarker() {
    for (int position : new int[] {0, 1}) {
      byte[] payload = codec.encode(new Text("a"));
      payload[position]++;
      assertThatExceptionOfType(UndecodableException.class)
          .isThrownBy(() -> codec.decode(payload, Text.class))
          .withMessageContaining("single-object encoding");
      assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> codec.toJson(payload));
    }
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode("hello world".getBytes(StandardCharsets.UTF_8), Text.class));
  }

  @Test
  void asksForASchemaThatNobodyKnows() {
    assertThatExceptionOfType(UnknownSchemaException.class)
        .isThrownBy(() -> codec.decode(Payloads.of(42, new byte[] {0}), Text.class))
        .withMessageContaining("000000000000002a");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        -1,
        Long.MIN_VALUE,
        11,
        300_000_000,
        1_000_000_000,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 40,
        Long.MAX_VALUE
      })
  @Timeout(5)
  void believesNoDeclaredLength(long length) {
    codec.register(Text.class);
    codec.register(Bundle.class);
    byte[] string = of(Text.getClassSchema(), length, 0, 0, 0);
    byte[] array = of(Bundle.getClassSchema(), length, 0, 0, 0);
    byte[] bytes = of(Bundle.getClassSchema(), 0, length, 0, 0);
    byte[] map = of(Bundle.getClassSchema(), 0, 0, length, 0);
    long before = allocated();
    assertUndecodable(string, Text.class);
    for (byte[] payload : List.of(array, bytes, map)) {
      assertUndecodable(payload, Bundle.class);
    }
    assertThat(allocated() - before).isLessThan(16 << 20);
  }

  @Test
  @Timeout(5)
  void survivesARecordThatIsNestedTooDeeply() {
    codec.register(Bundle.class);
    byte[] body = new byte[900_000];
    byte[] level = {0, 0, 0, 0, 1, 2, 3, 4, 0, 2}; // an empty bundle that has an inner one
    for (int i = 0; i < body.length; i += level.length) {
      System.arraycopy(level, 0, body, i, level.length);
    }
    byte[] payload = Payloads.of(Fingerprint.of(Bundle.getClassSchema()), body);

    assertUndecodable(payload, Bundle.class);
    assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> codec.toJson(payload));
  }

  @Test
  void readsTheNextPayloadRightAfterABadOne() {
    byte[] good = codec.encode(new Text("good"));
    for (int i = 0; i < 100; i++) {
      assertUndecodable(Arrays.copyOf(good, good.length - 1 - i % 4), Text.class);
      assertThat(codec.decode(good, Text.class)).isEqualTo(new Text("good"));
    }
  }

  @Test
  @Timeout(30)
  void saysOfAnyBytesThatTheyCannotBeRead() {
    List<Object> records =
        List.of(
            new Text("some text"),
            new Amount(77L, "note"),
            AvroCodecTest.bundle(),
            RecordPayloadTest.full());
    Random random = new Random(20240607);
    int refused = 0;
    for (int i = 0; i < 60_000; i++) {
      Object record = records.get(i % records.size());
      byte[] payload = mangled(codec.encode(record), random);
      refused += readable(payload, record.getClass()) ? 0 : 1;
    }
    assertThat(refused).isBetween(15_000, 59_999);
  }

  private boolean readable(byte[] payload, Class<?> type) {
    try {
      codec.decode(payload, type);
      codec.toJson(payload);
      return true;
    } catch (UndecodableException | UnknownSchemaException e) {
      return false;
    }
  }

  /** Changes, cuts or replaces the body; sometimes the header too. */
  private static byte[] mangled(byte[] payload, Random random) {
    int from = random.nextInt(10) == 0 ? 0 : 10;
    byte[] changed =
        random.nextInt(4) == 0
            ? Arrays.copyOf(payload, from + random.nextInt(payload.length - from + 20))
            : payload.clone();
    boolean all = random.nextInt(3) == 0;
    for (int i = from; i < changed.length; i++) {
      if (all || random.nextInt(12) == 0) {
        changed[i] = (byte) random.nextInt(256);
      }
    }
    return changed;
  }

  private void assertUndecodable(byte[] payload, Class<?> type) {
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(payload, type));
  }

  private static byte[] of(Schema schema, long... numbers) {
    return Payloads.of(Fingerprint.of(schema), Payloads.numbers(numbers));
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
