package io.streamweir.payload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The names that a record, an enum or a component had before. This program then reads what was
 * written under an old name. A program with the old name does not read the new one: update readers
 * before writers.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Alias {
  /** The old names; of a type with its package, which is else the type's own. */
  String[] value();
}
