package io.streamweir.payload;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** A class that Avro generated. */
record GeneratedType<T extends SpecificRecord>(
    Class<T> type, OwnClasses conversions, Schema schema, DatumWriter<T> writer)
    implements PayloadType<T> {

  static <T extends SpecificRecord> GeneratedType<T> of(Class<T> type) {
    try {
      OwnClasses classes = new OwnClasses(type);
      Schema schema = classes.getSchema(type);
      return new GeneratedType<>(type, classes, schema, new SpecificDatumWriter<>(schema, classes));
    } catch (AvroRuntimeException | IllegalArgumentException e) {
      throw new PayloadTypeException(
          type.getName()
              + " cannot be a payload, since Avro finds no schema of it: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public DatumReader<T> reader(Schema written) {
    return new SpecificDatumReader<>(written, schema, conversions);
  }
}
