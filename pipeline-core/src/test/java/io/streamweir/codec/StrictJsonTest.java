package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.payload.PayloadType;
import io.streamweir.testrecords.Amount;
import io.streamweir.testrecords.Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class StrictJsonTest {
  private static final String BUNDLE =
      "{\"names\":[\"a\"],\"raw\":\"\\u00ff\",\"sizes\":{\"x\":1},\"colour\":\"GREEN\",\"key\":\"abcd\"}";

  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(new MapSource()));

  /** Avro's own encoder is the oracle. */
  @Test
  void readsWhatAvroItselfWrites() throws IOException {
    for (Double number : List.of(0.0, -0.0, 1e-320, Double.NaN, Double.POSITIVE_INFINITY, 1e300)) {
      Bundle bundle = AvroCodecTest.bundle();
      bundle.setEither(number);
      assertThat(codec.fromJson(avroJson(bundle), Bundle.class)).isEqualTo(bundle);
    }
    Bundle bundle = AvroCodecTest.bundle();
    bundle.setEither(List.of(true, false));
    assertThat(codec.fromJson(avroJson(bundle), Bundle.class)).isEqualTo(bundle);
    assertThat(codec.fromJson(avroJson(AvroCodecTest.bundle()), Bundle.class))
        .isEqualTo(AvroCodecTest.bundle());
    for (long number : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      Amount amount = new Amount(number, "Ünï \uD83D\uDE00 \" \\ \u0000");
      assertThat(codec.fromJson(avroJson(amount), Amount.class)).isEqualTo(amount);
    }
  }

  @Test
  void readsFieldsInAnyOrderAndLeavesOutThoseWithADefault() {
    assertThat(codec.fromJsonWithDefaults(" { \"note\" : null , \"value\" : 1 } ", Amount.class))
        .isEqualTo(new Amount(1L, null));
    assertThat(codec.fromJsonWithDefaults("{\"value\":1}", Amount.class))
        .isEqualTo(new Amount(1L, null));
    Bundle bundle =
        codec.fromJsonWithDefaults(
            with("\"either\":{\"io.streamweir.testrecords.Amount\":{\"value\":2}}"), Bundle.class);
    assertThat(bundle.getEither()).isEqualTo(new Amount(2L, null));
    assertThat(bundle.getInner()).isNull();
  }

  @Test
  void refusesContentBehindTheRecord() {
    for (String behind :
        List.of("{\"value\":2}", "x", "]", "}", ",", "1", "\"a\"", "null", "\uFEFF")) {
      refusesAmount("{\"value\":1}" + behind, "$");
    }
    refusesAmount("{\"value\":1}{\"value\":2}", "column 12", "nothing behind", "an object");
  }

  @Test
  void refusesAnUnknownFieldAndNamesTheNearestKnownOne() {
    refusesAmount("{\"value\":1,\"Note\":null}", "$.Note", "unknown", "nearest", "\"note\"");
    refusesAmount("{\"valeu\":1}", "$.valeu", "\"value\"");
    refusesBundle(
        with("\"either\":{\"io.streamweir.testrecords.Amount\":{\"value\":1,\"nte\":null}}"),
        "$.either.io.streamweir.testrecords.Amount.nte",
        "\"note\"");
    refusesBundle(
        with("\"inner\":{\"io.streamweir.testrecords.Bundle\":" + with("\"colr\":1") + "}"),
        "$.inner.io.streamweir.testrecords.Bundle.colr",
        "\"colour\"");
  }

  @Test
  void refusesWhatIsGivenTwice() {
    refusesAmount("{\"value\":1,\"value\":1}", "$.value", "given twice");
    refusesBundle(BUNDLE.replace("{\"x\":1}", "{\"x\":1,\"x\":1}"), "$.sizes.x", "given twice");
    refusesAmount(
        "{\"value\":1,\"note\":{\"string\":\"a\",\"string\":\"b\"}}", "$.note.string", "second");
    refusesAmount("{\"value\":1,\"note\":{\"string\":\"a\",\"null\":null}}", "$.note.null");
  }

  @Test
  void refusesARecordThatLacksAField() {
    refusesAmount("{}", "\"value\" is missing", "a long");
    refusesBundle(
        with("\"either\":{\"io.streamweir.testrecords.Amount\":{}}"),
        "$.either.io.streamweir.testrecords.Amount",
        "\"value\" is missing");
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.fromJson("{\"value\":1}", Amount.class))
        .withMessageContaining("\"note\" is missing");
  }

  @Test
  void refusesNumbersThatDoNotFit() {
    for (String number :
        List.of("9223372036854775808", "1.0", "1e3", "1.5", "-9223372036854775809", "1E-400")) {
      refusesAmount("{\"value\":" + number + "}", "$.value", "a long", number);
    }
    for (String number : List.of("1e999", "-1e999", "1e-999", "9".repeat(400))) {
      refusesBundle(with("\"either\":{\"double\":" + number + "}"), "$.either.double", "a double");
    }
    for (String number : List.of("NaN", "Infinity", "01", "+1", ".5", "1.", "0x1", "1_000")) {
      refusesAmount("{\"value\":" + number + "}", "column");
    }
  }

  @Test
  void refusesAnotherType() {
    for (String other : List.of("\"1\"", "true", "null", "{}", "[]", "\"NaN\"")) {
      refusesAmount("{\"value\":" + other + "}", "$.value", "expected a long", "found");
    }
    for (String other : List.of("\"n\"", "1", "{}", "[]", "{\"int\":1}", "{\"null\":null}")) {
      refusesAmount("{\"value\":1,\"note\":" + other + "}", "$.note", "null or {\"string\": …}");
    }
    refusesAmount("{\"value\":1,\"note\":{\"string\":null}}", "$.note.string", "a string");
    for (String root : List.of("", " ", "null", "5", "\"x\"", "[]", "[{\"value\":1}]", "true")) {
      refusesAmount(root, "$", "the record io.streamweir.testrecords.Amount");
    }
    refusesBundle(BUNDLE.replace("[\"a\"]", "[\"a\",1]"), "$.names[1]", "a string", "found 1");
    refusesBundle(BUNDLE.replace("[\"a\"]", "{}"), "$.names", "an array", "an object");
    refusesBundle(BUNDLE.replace("{\"x\":1}", "[]"), "$.sizes", "a map", "an array");
    refusesBundle(BUNDLE.replace("{\"x\":1}", "{\"x\":null}"), "$.sizes.x", "a long", "null");
  }

  @Test
  void refusesWhatIsNoneOfTheSymbolsAndBytesThatAreNone() {
    refusesBundle(
        BUNDLE.replace("GREEN", "GRENE"), "$.colour", "one of RED, GREEN", "nearest", "\"GREEN\"");
    refusesBundle(BUNDLE.replace("\\u00ff", "\\u0100"), "$.raw", "U+00FF");
    refusesBundle(BUNDLE.replace("abcd", "abc"), "$.key", "4 bytes", "found 3 bytes");
    refusesBundle(BUNDLE.replace("abcd", "abcde"), "$.key", "4 bytes");
  }

  @Test
  void refusesHalfOfASurrogatePair() {
    refusesAmount("{\"value\":1,\"note\":{\"string\":\"\\ud83d\"}}", "$.note.string", "surrogate");
    refusesBundle(BUNDLE.replace("{\"x\":1}", "{\"\\udc00\":1}"), "$.sizes", "surrogate");
  }

  @Test
  void refusesAByteOrderMark() {
    refusesAmount("\uFEFF{\"value\":1}", "byte order mark");
  }

  @Test
  void refusesWhatIsNoJson() {
    for (String wrong :
        List.of(
            "{",
            "{\"value\"",
            "{\"value\":",
            "{\"value\":1",
            "{\"value\":1,}",
            "{'value':1}",
            "{value:1}",
            "{\"value\":1 /* one */}",
            "nonsense",
            "{\"value\":1\"note\":null}",
            "{\"value\":1,\"note\":{\"string\":\"a",
            "{\"value\":1,\"note\":{\"string\":\"\\x\"}}",
            "{\"value\":1,\"note\":{\"string\":\"a\tb\"}}")) {
      refusesAmount(wrong, "column");
    }
    refusesAmount("{\n \"value\": x}", "line 2, column");
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    String inner = with("\"inner\":{\"io.streamweir.testrecords.Bundle\":");
    String deep = inner.substring(0, inner.length() - 1).repeat(10_000);
    refusesBundle(deep, "depth");
    refusesAmount("[".repeat(100_000), "$");
    refusesAmount("{\"value\":" + "[".repeat(100_000), "$.value");
  }

  private void refusesAmount(String json, String... said) {
    refuses(json, Amount.class, said);
  }

  private void refusesBundle(String json, String... said) {
    refuses(json, Bundle.class, said);
  }

  private void refuses(String json, Class<? extends SpecificRecord> type, String... said) {
    assertThatExceptionOfType(UndecodableException.class)
        .as(json.substring(0, Math.min(json.length(), 200)))
        .isThrownBy(() -> codec.fromJsonWithDefaults(json, type))
        .satisfies(
            e -> assertThat(e.getMessage()).contains("$").contains(said).doesNotContain("Source:"));
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.fromJson(json, type));
  }

  private static String with(String more) {
    return BUNDLE.substring(0, BUNDLE.length() - 1) + "," + more + "}";
  }

  private static <T> void write(Object record, Class<T> type, JsonEncoder encoder)
      throws IOException {
    PayloadType.of(type).writer().write(type.cast(record), encoder);
  }

  private static String avroJson(SpecificRecord record) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    JsonEncoder encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), json);
    write(record, record.getClass(), encoder);
    encoder.flush();
    return json.toString(StandardCharsets.UTF_8);
  }
}
