package io.streamweir.payload;

import java.io.IOException;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** An enum: its constants in their order are the symbols. */
final class EnumForm implements Form {
  private final Schema schema;
  private final Enum<?>[] constants;

  EnumForm(Schema schema, Enum<?>[] constants) {
    this.schema = schema;
    this.constants = constants;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the symbols stand in the order of the constants
  public void write(@Nullable Object value, Encoder out) throws IOException {
    out.writeEnum(((Enum<?>) Objects.requireNonNull(value)).ordinal());
  }

  @Override
  public Object read(Decoder in) throws IOException {
    return constants[in.readEnum()];
  }

  @Override
  public Object ofText(String text) {
    for (Enum<?> constant : constants) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("there is no constant " + text);
  }
}
