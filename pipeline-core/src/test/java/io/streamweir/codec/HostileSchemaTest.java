package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Text;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write to the hash of schemas may break the reading of their own entries, no more. */
class HostileSchemaTest {
  private static final String TRAP = "io.streamweir.codec.Trap";
  private static final Schema WRITTEN =
      Payloads.schema(
          "{'type':'record','name':'io.streamweir.testrecords.Text','fields':["
              + "{'name':'value','type':'string'},{'name':'extra','type':'string'}]}");

  private final MapSource source = new MapSource();
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(source));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'string','java-class':'TRAP'}",
        "{'type':'string','avro.java.string':'String','java-class':'TRAP'}",
        "{'type':'string','java-key-class':'TRAP','java-element-class':'TRAP'}",
        "{'type':'string','logicalType':'uuid'}",
        "{'type':'string','logicalType':'decimal','precision':2,'scale':1}"
      })
  void neverUsesPropertiesOfAFoundSchema(String type) {
    source.publishAs(
        WRITTEN,
        ("{'type':'record','name':'io.streamweir.testrecords.Text','java-class':'TRAP',"
                + "'aliases':['TRAP'],'fields':[{'name':'value','type':"
                + type
                + "},{'name':'extra','aliases':['value'],'type':"
                + type
                + "}]}")
            .replace("TRAP", TRAP)
            .replace('\'', '"'));
    byte[] payload =
        Payloads.written(
            WRITTEN, new GenericRecordBuilder(WRITTEN).set("value", "v").set("extra", "e").build());

    assertThat(codec.decode(payload, Text.class)).isEqualTo(new Text("v"));
    assertThat(codec.toJson(payload)).isEqualTo("{\"value\": \"v\", \"extra\": \"e\"}");
    assertThat(Trap.Counter.SPRUNG).hasValue(0);
  }

  /**
   * Records that only the writer knows are skipped, or do not fit; their class is never touched.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'record','name':'TRAP','fields':[]}",
        "{'type':'enum','name':'TRAP','symbols':['A']}",
        "{'type':'fixed','name':'TRAP','size':0}",
        "['null',{'type':'record','name':'TRAP','fields':[]}]",
        "{'type':'map','values':{'type':'record','name':'TRAP','fields':[]}}"
      })
  void neverTouchesAClassThatTheWriterNames(String type) {
    for (String field : List.of("value", "extra")) {
      Schema schema =
          Payloads.schema(
              ("{'type':'record','name':'io.streamweir.testrecords.Text','fields':[{'name':'"
                      + field
                      + "','type':"
                      + type
                      + "}]}")
                  .replace("TRAP", TRAP));
      source.publish(schema);
      byte[] payload = Payloads.of(Fingerprint.of(schema), new byte[] {0});
      assertThatExceptionOfType(UndecodableException.class)
          .isThrownBy(() -> codec.decode(payload, Text.class));
    }
    assertThat(Trap.Counter.SPRUNG).hasValue(0);
  }

  @Test
  void neverTouchesTheClassThatAWholePayloadClaimsToBe() {
    Schema schema =
        Payloads.schema(
            "{'type':'record','name':'" + TRAP + "','fields':[{'name':'value','type':'string'}]}");
    source.publish(schema);
    byte[] payload =
        Payloads.written(schema, new GenericRecordBuilder(schema).set("value", "v").build());

    // Avro matches records by their fields, whatever they are called.
    assertThat(codec.decode(payload, Text.class)).isEqualTo(new Text("v"));
    assertThat(codec.toJson(payload)).isEqualTo("{\"value\": \"v\"}");
    assertThat(Trap.Counter.SPRUNG).hasValue(0);
  }

  @Test
  void takesNoDefaultFromTheWriter() {
    Schema nothing =
        Payloads.schema("{'type':'record','name':'io.streamweir.testrecords.Text','fields':[]}");
    source.publishAs(
        nothing,
        "{\"type\":\"record\",\"name\":\"io.streamweir.testrecords.Text\",\"fields\":[],"
            + "\"default\":{\"value\":\"forged\"}}");

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(
            () -> codec.decode(Payloads.of(Fingerprint.of(nothing), new byte[0]), Text.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "not json",
        "\"strin\"",
        "{\"type\":\"record\"}",
        "{\"type\":\"record\",\"name\":\"a b\",\"fields\":[]}",
        "{\"type\":\"enum\",\"name\":\"A\",\"symbols\":[\"a\",\"a\"]}",
        "\"string\"",
        "[]"
      })
  void refusesWhatIsNotTheSchemaOfItsFingerprint(String text) {
    source.publishAs(WRITTEN, text);

    assertUnusable();
  }

  @Test
  @Timeout(20)
  void refusesASchemaThatIsNestedTooDeeply() {
    for (int depth : new int[] {1_000, 20_000, 60_000}) {
      source.publishAs(
          WRITTEN, "{\"type\":\"array\",\"items\":".repeat(depth) + "\"null\"" + "}".repeat(depth));
      assertUnusable();
    }
  }

  @Test
  void refusesASchemaThatIsTooLong() {
    source.publishAs(WRITTEN, WRITTEN + " ".repeat(SchemaCatalog.MAX_JSON_CHARS));

    assertUnusable();
  }

  /** An item of no size costs its writer nothing, however many it says there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'array','items':'null'}",
        "{'type':'array','items':{'type':'fixed','name':'a.Nothing','size':0}}",
        "{'type':'array','items':{'type':'record','name':'a.Nothing','fields':["
            + "{'name':'a','type':'null'}]}}",
        "{'type':'map','values':['null',{'type':'array','items':'null'}]}",
        "{'type':'record','name':'a.Endless','fields':[{'name':'a','type':'Endless'}]}"
      })
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesItemsThatTakeNoRoom(String type) {
    assertRefusesField(type, Payloads.numbers(2_000_000_000, 2_000_000_000, 0));
  }

  @Test
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void refusesARecordOfABillionNothings() {
    String type = "'null'";
    for (int level = 0; level < 30; level++) {
      type =
          "{'type':'record','name':'a.Level%s','fields':[{'name':'a','type':%s},{'name':'b','type':%s}]}"
              .formatted(level, type, level == 0 ? "'null'" : "'a.Level" + (level - 1) + "'");
    }
    assertRefusesField(type, new byte[0]);
  }

  private void assertRefusesField(String type, byte[] body) {
    Schema schema =
        Payloads.schema(
            "{'type':'record','name':'io.streamweir.testrecords.Text','fields':[{'name':'extra',"
                + "'type':"
                + type
                + "},{'name':'value','type':'string'}]}");
    source.publish(schema);
    byte[] payload = Payloads.of(Fingerprint.of(schema), body);

    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(payload, Text.class))
        .withMessageContaining("take no bytes");
    assertThatExceptionOfType(UndecodableException.class).isThrownBy(() -> codec.toJson(payload));
  }

  /** An empty record is a sensible branch, and a few empty fields do no harm. */
  @Test
  void takesSchemasWithAFewEmptyValues() {
    Schema schema =
        Payloads.schema(
            "{'type':'record','name':'io.streamweir.testrecords.Text','fields':["
                + "{'name':'kind','type':['null',{'type':'record','name':'a.Ping','fields':[]}]},"
                + "{'name':'gone','type':'null'},{'name':'list','type':{'type':'array','items':"
                + "['null','a.Ping','io.streamweir.testrecords.Text']}},"
                + "{'name':'value','type':'string'}]}");
    source.publish(schema);
    byte[] payload = Payloads.of(Fingerprint.of(schema), new byte[] {2, 4, 0, 2, 0, 2, 'v'});

    assertThat(codec.decode(payload, Text.class)).isEqualTo(new Text("v"));
  }

  private void assertUnusable() {
    byte[] payload = Payloads.of(Fingerprint.of(WRITTEN), new byte[] {0, 0});
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> codec.decode(payload, Text.class))
        .withMessageContaining("is unusable");
  }
}
