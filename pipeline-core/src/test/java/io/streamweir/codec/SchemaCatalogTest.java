package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamweir.testrecords.Text;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaCatalogTest {
  private static final Schema OTHER =
      Payloads.schema("{'type':'record','name':'a.Other','fields':[]}");
  private static final long FINGERPRINT = Fingerprint.of(OTHER);

  private final MapSource source = new MapSource();
  private final AtomicLong nanos = new AtomicLong();
  private final SchemaCatalog catalog = new SchemaCatalog(source, nanos::get);

  /** The empty record's fingerprint, as Avro's Python library computes it of its canonical form. */
  @Test
  void namesASchemaBySixteenDigits() {
    assertThat(Fingerprint.hex(0x1fL)).isEqualTo("000000000000001f");
    assertThat(Fingerprint.hex(-1L)).isEqualTo("ffffffffffffffff");
    assertThat(Fingerprint.of(Payloads.schema("'null'"))).isEqualTo(0x63dd24e7cc258f8aL);
    assertThat(Fingerprint.of(Payloads.schema("'int'"))).isEqualTo(0x7275d51a3f395c8fL);
  }

  @Test
  void findsASchemaThatIsRegisteredLater() {
    assertThatExceptionOfType(UnknownSchemaException.class)
        .isThrownBy(() -> catalog.get(FINGERPRINT))
        .withMessageContaining(Fingerprint.hex(FINGERPRINT));
    source.publish(OTHER);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(catalog.get(FINGERPRINT)).isEqualTo(OTHER);
  }

  @Test
  void asksForAMissingSchemaOnceASecond() {
    for (int i = 0; i < 100; i++) {
      assertThatExceptionOfType(UnknownSchemaException.class)
          .isThrownBy(() -> catalog.get(FINGERPRINT));
    }
    assertThat(source.asked).hasValue(1);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThatExceptionOfType(UnknownSchemaException.class)
        .isThrownBy(() -> catalog.get(FINGERPRINT));
    assertThat(source.asked).hasValue(2);
  }

  @Test
  void remembersWhatItFound() {
    source.publish(OTHER);
    catalog.get(FINGERPRINT);
    source.json.clear();

    assertThat(catalog.get(FINGERPRINT)).isEqualTo(OTHER);
    assertThat(source.asked).hasValue(1);
  }

  /** Whatever Avro may read out of properties, defaults and aliases, now or later, is not there. */
  @Test
  void keepsNothingOfAFoundSchemaButItsCanonicalForm() {
    Schema plain =
        Payloads.schema(
            "{'type':'record','name':'a.Other','fields':[{'name':'value','type':'string'}]}");
    source.publishAs(
        plain,
        """
        {"type":"record","name":"a.Other","doc":"d","java-class":"a.B","aliases":["a.C"],"fields":[
          {"name":"value","order":"ignore","default":"forged","aliases":["b"],"own":1,
           "type":{"type":"string","java-class":"a.B","logicalType":"uuid"}}]}
        """);

    Schema found = catalog.get(Fingerprint.of(plain));

    assertThat(found).hasToString(plain.toString());
    assertThat(found.getField("value").hasDefaultValue()).isFalse();
  }

  @Test
  void asksNobodyForItsOwnSchemas() {
    catalog.add(Text.getClassSchema());

    assertThat(catalog.get(Fingerprint.of(Text.getClassSchema()))).isSameAs(Text.getClassSchema());
    assertThat(source.asked).hasValue(0);
  }

  @Test
  void passesOnThatTheSourceCannotBeAsked() {
    SchemaCatalog broken =
        new SchemaCatalog(
            new SchemaSource() {
              @Override
              public String find(String fingerprint) {
                throw new IllegalStateException("away");
              }

              @Override
              public void register(String fingerprint, String json) {}
            });

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> broken.get(FINGERPRINT));
  }

  @Test
  void forgetsMissesBeforeTheyFillTheMemory() {
    for (int i = 0; i < 10_001; i++) {
      long fingerprint = i;
      assertThatExceptionOfType(UnknownSchemaException.class)
          .isThrownBy(() -> catalog.get(fingerprint));
    }
    assertThatExceptionOfType(UnknownSchemaException.class).isThrownBy(() -> catalog.get(0));
    assertThat(source.asked).hasValue(10_002);
  }

  @Test
  void keepsOnlySoManySchemasOfOthers() {
    RecordType<Text> type = new RecordType<>(Text.class, catalog);
    for (int i = 0; i < SchemaCatalog.MAX_FOUND + 50; i++) {
      Schema writer =
          Payloads.schema(
              "{'type':'record','name':'io.streamweir.testrecords.Text','fields':["
                  + "{'name':'value','type':'string'},{'name':'n"
                  + i
                  + "','type':'null'}]}");
      source.publish(writer);
      byte[] payload = Payloads.of(Fingerprint.of(writer), Payloads.numbers(0));
      assertThat(type.decode(payload, Fingerprint.of(writer))).isEqualTo(new Text(""));
    }
    assertThat(catalog.size()).isBetween(1, SchemaCatalog.MAX_FOUND + 1);
    assertThat(type.readers()).isBetween(1, SchemaCatalog.MAX_FOUND);
    assertThat(catalog.knows(Fingerprint.of(Text.getClassSchema()))).isTrue();
  }
}
