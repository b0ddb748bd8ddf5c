package io.streamweir.payload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a {@code BigDecimal} Avro's {@code decimal}, which has one scale. Without it a {@code
 * BigDecimal} is a {@code big-decimal}, which keeps the scale of each value.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Decimal {
  /** How many digits a value has at most; at least 1. */
  int precision();

  /** How many of these are behind the point; 0 to the precision. */
  int scale();
}
