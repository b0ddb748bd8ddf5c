package io.streamweir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.testrecords.Text;
import org.junit.jupiter.api.Test;

class RecordTypeTest {
  private final RecordType<Text> type =
      new RecordType<>(Text.class, new SchemaCatalog(new MapSource()));

  private void writeAndRead(int length) {
    Text text = new Text("x".repeat(length));
    byte[] payload = type.encode(text, Integer.MAX_VALUE - 8);
    assertThat(type.decode(payload, Fingerprint.of(text.getSchema()))).isEqualTo(text);
  }

  @Test
  void keepsBuffersThatAreSmallAndLetsGoOfThoseThatGrew() {
    writeAndRead(100);
    assertThat(type.kept()).isEqualTo(2);
    writeAndRead(1 << 20);
    assertThat(type.kept()).isZero();
    writeAndRead(100);
    assertThat(type.kept()).isEqualTo(2);
  }
}
