package io.streamweir.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryFieldsTest {
  @Test
  void needsJobTimeAndPayload() {
    assertThat(defect("j", "job", "t", "5", "p", "")).isNull();
    assertThat(defect("t", "5", "p", "")).contains("field j");
    assertThat(defect("j", "job", "p", "")).contains("field t (submit time) is missing");
    assertThat(defect("j", "job", "t", "5")).contains("field p");
  }

  @ParameterizedTest
  @CsvSource({
    "t, ''",
    "t, -1",
    "t, +1",
    "t, 1.5",
    "t, 1e3",
    "t, 0x1",
    "t, ' 1'",
    "t, 1234567890123456",
    "a, ''",
    "a, x",
    "a, 2147483648",
    "a, 99999999999999999999",
    "x, -1",
    "x, 2147483648"
  })
  void refusesNumbersOutOfRange(String field, String value) {
    assertThat(defect("j", "job", "t", "5", "p", "", field, value))
        .isEqualTo("field " + field + " is not a number in range");
  }

  @Test
  void takesNumbersUpToTheirLimit() {
    Entry entry = entry("j", "job", "p", "", "t", "999999999999999", "a", "2147483647", "x", "0");

    assertThat(entry.defect()).isNull();
    assertThat(entry.submittedAt()).isEqualTo(999_999_999_999_999L);
    assertThat(entry.attempt()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void refusesJobIdsAndPathsThatWouldSpoilKeysOrLogs() {
    for (String bad : new String[] {"a b", "a\n", "ä", "a\u007f", "x".repeat(129)}) {
      assertThat(defect("j", bad, "t", "5", "p", "")).as(bad).contains("field j (job id) or o");
    }
    assertThat(defect("j", "job", "t", "5", "p", "", "o", "0 3")).contains("field j (job id) or o");
    assertThat(defect("j", "x".repeat(128), "t", "5", "p", "", "o", "0.".repeat(128))).isNull();
    assertThat(defect("j", "job", "t", "5", "p", "", "o", "0".repeat(257))).isNotNull();
  }

  @Test
  void passesOverNamesThatItDoesNotKnow() {
    assertThat(defect("j", "job", "t", "5", "p", "", "", "x", "tt", "x", "T", "x", "ü", "x"))
        .isNull();
  }

  @Test
  void neverThrowsWhateverComes() {
    Random random = new Random(5);
    byte[] names = {'j', 't', 'p', 'a', 'x', 'o', 'h', 0, -1};
    for (int i = 0; i < 50_000; i++) {
      EntryFields fields = new EntryFields();
      for (int k = random.nextInt(6); k >= 0; k--) {
        byte[] value = new byte[random.nextInt(24)];
        random.nextBytes(value);
        fields.put(names[random.nextInt(names.length)], random.nextInt(3), ByteBuffer.wrap(value));
      }
      Entry entry = fields.end(1);
      assertThat(entry.jobId()).isNotNull();
      assertThat(entry.attempt()).isNotNegative();
      assertThat(Headers.decode(entry.headers())).isNotNull();
    }
  }

  private static @Nullable String defect(String... pairs) {
    return entry(pairs).defect();
  }

  private static Entry entry(String... pairs) {
    EntryFields fields = new EntryFields();
    for (int i = 0; i < pairs.length; i += 2) {
      byte[] name = pairs[i].getBytes(StandardCharsets.UTF_8);
      ByteBuffer value = ByteBuffer.wrap(pairs[i + 1].getBytes(StandardCharsets.UTF_8));
      fields.put(name.length == 0 ? 0 : name[0], name.length, value);
    }
    return fields.end(1);
  }
}
