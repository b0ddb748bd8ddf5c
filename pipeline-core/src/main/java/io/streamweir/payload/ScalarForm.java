package io.streamweir.payload;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * A value that holds no others.
 *
 * @param text the value that a text is
 */
record ScalarForm(Schema schema, Write writing, Read reading, Function<String, Object> text)
    implements Form {
  /** Writes a value that is there. */
  @FunctionalInterface
  interface Write {
    void to(Object value, Encoder out) throws IOException;
  }

  /** Reads a value. */
  @FunctionalInterface
  interface Read {
    Object from(Decoder in) throws IOException;
  }

  @Override
  public void write(@Nullable Object value, Encoder out) throws IOException {
    writing.to(Objects.requireNonNull(value), out);
  }

  @Override
  public Object read(Decoder in) throws IOException {
    return reading.from(in);
  }

  @Override
  public Object ofText(String text) {
    return this.text.apply(text);
  }
}
