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
}
