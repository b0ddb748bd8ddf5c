package io.streamweir.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import io.streamweir.testrecords.Colour;
import io.streamweir.testrecords.Moments;
import org.apache.avro.Conversion;
import org.junit.jupiter.api.Test;

class GeneratedTypeTest {
  private final AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));

  @Test
  void convertsNoLogicalTypeThatTheClassWasGeneratedWithout() {
    Ledger ledger = new Ledger(Colour.GREEN, new byte[] {4, 1}, new byte[] {1, 2}, 5);

    assertThat(codec.decode(codec.encode(ledger), Ledger.class)).isEqualTo(ledger);
    assertThat(PayloadType.of(Ledger.class).conversions().getConversions()).isEmpty();
  }

  @Test
  void convertsThoseThatTheClassWasGeneratedWith() {
    assertThat(PayloadType.of(Moments.class).conversions().getConversions())
        .extracting(Conversion::getLogicalTypeName)
        .contains("timestamp-millis", "date", "decimal", "uuid", "local-timestamp-micros")
        .doesNotContain("big-decimal", "duration");
  }
}
