package io.streamweir.payload;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name in the Avro schema of a record, an enum or a component, if it is not the one in Java. So
 * a record has the schema of a class that another program generated.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface SchemaName {
  /** The name; of a type with its namespace, as {@code shop.Order}. */
  String value();
}
