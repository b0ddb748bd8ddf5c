package io.streamweir.payload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.temporal.ChronoUnit;

/**
 * How exact an {@code Instant}, a {@code LocalDateTime} or a {@code LocalTime} travels. Without it
 * they keep their microseconds. What is finer is cut off.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Precision {
  /**
   * {@code MILLIS}, {@code MICROS}, or {@code NANOS}, which holds the years 1678 to 2261 only, and
   * no {@code LocalTime}.
   */
  ChronoUnit value();
}
