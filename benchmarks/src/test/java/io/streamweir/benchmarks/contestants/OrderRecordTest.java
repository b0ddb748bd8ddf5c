package io.streamweir.benchmarks.contestants;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.codec.SchemaSource;
import org.junit.jupiter.api.Test;

class OrderRecordTest {

  @Test
  void writesTheBytesOfTheGeneratedClass() {
    AvroCodec codec = new AvroCodec(new SchemaCatalog(SchemaSource.NONE));
    byte[] payload = new Orders().payload(7);
    OrderRecord order =
        codec.decode(payload, OrderRecord.class); // reads no other schema than its own
    assertThat(codec.encode(order)).isEqualTo(payload);
  }
}
