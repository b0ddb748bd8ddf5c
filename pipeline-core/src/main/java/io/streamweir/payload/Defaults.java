package io.streamweir.payload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** The defaults that {@link Default} says, as Avro has them in a schema. */
final class Defaults {
  private static final GenericData DATA = new GenericData();

  private Defaults() {}

  /** The default of a field that has this form. */
  static Object of(Form form, String text, String where) {
    try {
      Object value = form.ofText(text);
      return form instanceof ScalarForm ? plain(form, value) : asSchema(value);
    } catch (IOException | RuntimeException e) {
      throw new PayloadTypeException(
          where + " has a wrong @Default(\"" + text + "\"): " + e.getMessage(), e);
    }
  }

  private static Object asSchema(Object value) {
    return value instanceof Enum<?> constant ? constant.name() : value;
  }

  /** The value without its logical type: written by its form, and read as Avro's own types. */
  private static Object plain(Form form, Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    form.write(value, encoder);
    encoder.flush();
    Object plain =
        new GenericDatumReader<>(form.schema(), form.schema(), DATA)
            .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    if (plain instanceof ByteBuffer buffer) {
      byte[] raw = new byte[buffer.remaining()];
      buffer.get(raw);
      return raw;
    }
    return plain instanceof CharSequence text ? text.toString() : plain;
  }
}
