package io.streamweir.payload;

import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The forms that {@link Decimal} and {@link Precision} say. */
final class AnnotatedForms {
  private AnnotatedForms() {}

  /** The form; null where neither of the two stands there. */
  static @Nullable Form of(AnnotatedType annotated, Class<?> type, String where) {
    Decimal decimal = annotated.getAnnotation(Decimal.class);
    Precision precision = annotated.getAnnotation(Precision.class);
    if (decimal != null) {
      return decimal(decimal, type, where);
    }
    return precision == null ? null : time(precision, type, where);
  }

  private static Form decimal(Decimal decimal, Class<?> type, String where) {
    if (type != BigDecimal.class) {
      throw new PayloadTypeException(where + " is no BigDecimal: leave out @Decimal");
    }
    try {
      return Scalars.decimal(decimal);
    } catch (IllegalArgumentException e) {
      throw new PayloadTypeException(where + " has a wrong @Decimal: " + e.getMessage(), e);
    }
  }

  private static Form time(Precision precision, Class<?> type, String where) {
    Form form = Scalars.time(type, precision.value());
    if (form == null) {
      throw new PayloadTypeException(
          where
              + " is a "
              + type.getName()
              + ", which has no @Precision of "
              + precision.value().name()
              + ": use MILLIS, MICROS or NANOS for an Instant or a LocalDateTime, MILLIS or MICROS"
              + " for a LocalTime");
    }
    return form;
  }
}
