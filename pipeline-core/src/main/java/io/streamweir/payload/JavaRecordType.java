package io.streamweir.payload;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;

/** A Java record, whose schema follows from its components. */
record JavaRecordType<T>(Class<T> type, RecordForm form) implements PayloadType<T> {

  static <T> JavaRecordType<T> of(Class<T> type) {
    return new JavaRecordType<>(type, RecordRules.payload(type));
  }

  @Override
  public Schema schema() {
    return form.schema();
  }

  @Override
  public DatumWriter<T> writer() {
    return new Writer<>(form);
  }

  @Override
  public DatumReader<T> reader(Schema written) {
    return new Reader<>(type, written, form);
  }

  @Override
  public GenericData conversions() {
    return Scalars.CONVERSIONS;
  }

  private record Writer<T>(RecordForm form) implements DatumWriter<T> {
    @Override
    public void setSchema(Schema schema) {
      throw new UnsupportedOperationException("the schema is that of the record");
    }

    @Override
    public void write(T value, Encoder out) throws IOException {
      form.write(value, out);
    }
  }

  /** Resolves what another version wrote, and reads what this one wrote as it is. */
  private static final class Reader<T> extends GenericDatumReader<T> {
    private final Class<T> type;
    private final RecordForm form;
    private final boolean own;

    Reader(Class<T> type, Schema written, RecordForm form) {
      super(written, form.schema(), Scalars.CONVERSIONS);
      this.type = type;
      this.form = form;
      this.own = written.equals(form.schema());
    }

    @Override
    public T read(@Nullable T reused, Decoder in) throws IOException {
      if (own) {
        return type.cast(form.read(in));
      }
      ResolvingDecoder resolving = getResolver(getSchema(), getExpected());
      resolving.configure(in);
      T read = type.cast(form.read(resolving));
      resolving.drain();
      return read;
    }
  }
}
