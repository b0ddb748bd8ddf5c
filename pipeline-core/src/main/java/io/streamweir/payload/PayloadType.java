package io.streamweir.payload;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;

/**
 * A class whose values may be payloads: its Avro schema, and how its values are written and read.
 * Made once per class. Thread-safe.
 *
 * @param <T> the class
 */
public sealed interface PayloadType<T> permits GeneratedType, JavaRecordType {
  /**
   * The type of this class's values.
   *
   * @throws PayloadTypeException where they cannot be payloads
   */
  @SuppressWarnings("unchecked") // it has for each class its own type
  static <T> PayloadType<T> of(Class<T> type) {
    return (PayloadType<T>) KnownTypes.OF.get(type);
  }

  /** The Avro schema, a record. */
  Schema schema();

  /** Writes values by the {@link #schema}. Thread-safe. */
  DatumWriter<T> writer();

  /**
   * Makes a reader of what was written by this schema.
   *
   * @param written the writer's schema; {@link #schema} itself is read fastest
   */
  DatumReader<T> reader(Schema written);

  /** Has the conversions of the logical types that the schema has. */
  GenericData conversions();
}
