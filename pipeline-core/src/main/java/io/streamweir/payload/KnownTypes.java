package io.streamweir.payload;

import org.apache.avro.specific.SpecificRecord;

/** The payload types that are in use, each for as long as its class. */
final class KnownTypes {
  static final ClassValue<PayloadType<?>> OF =
      new ClassValue<>() {
        @Override
        protected PayloadType<?> computeValue(Class<?> type) {
          return make(type);
        }
      };

  private KnownTypes() {}

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
