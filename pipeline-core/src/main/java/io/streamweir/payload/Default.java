package io.streamweir.payload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a record is if the writer's version of the record did not have it. An {@code
 * Optional} and a nullable component need none: they are empty and null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /**
   * The value as its {@code toString} gives it: {@code EUR}, {@code 0}, {@code true}, {@code
   * 2026-01-31T00:00:00Z}. Of a list or a set {@code []}, of a map {@code {}}.
   */
  String value();
}
