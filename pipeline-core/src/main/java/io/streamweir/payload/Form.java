package io.streamweir.payload;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * How values of one Java type lie in Avro. A tree of these is made once per record class.
 * Thread-safe.
 */
interface Form {
  /** The schema of the values. */
  Schema schema();

  /**
   * Writes a value.
   *
   * @param value never null, except where the form is a union with null
   */
  void write(@Nullable Object value, Encoder out) throws IOException;

  /** Reads a value. A {@code ResolvingDecoder} resolves what another version wrote. */
  @Nullable Object read(Decoder in) throws IOException;

  /**
   * The value that a {@link Default} says.
   *
   * @throws RuntimeException where the text says none
   */
  default Object ofText(String text) {
    throw new IllegalArgumentException("it can have no default: make it Optional");
  }

  /** Complains where a value is missing. */
  static Object present(@Nullable Object value, String what) {
    if (value == null) {
      throw new UnwritableException(
          what + " is null: give it a value, or let it be @Nullable or an Optional", null);
    }
    return value;
  }
}
