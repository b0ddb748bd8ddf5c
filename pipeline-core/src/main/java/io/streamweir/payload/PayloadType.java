package io.streamweir.payload;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificRecord;

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
  @SuppressWarnings("unchecked") // KNOWN has for each class its own type
  static <T> PayloadType<T> of(Class<T> type) {
    return (PayloadType<T>) Known.TYPES.get(type);
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

  /** The types that are in use, each for as long as its class. */
  final class Known {
    private static final ClassValue<PayloadType<?>> TYPES =
        new ClassValue<>() {
          @Override
          protected PayloadType<?> computeValue(Class<?> type) {
            return make(type);
          }
        };

    private Known() {}

    private static PayloadType<?> make(Class<?> type) {
      if (SpecificRecord.class.isAssignableFrom(type)) {
        return GeneratedType.of(type.asSubclass(SpecificRecord.class));
      }
      if (type.isRecord()) {
        return JavaRecordType.of(type);
      }
      throw Refusals.payload(type);
    }
  }
}
