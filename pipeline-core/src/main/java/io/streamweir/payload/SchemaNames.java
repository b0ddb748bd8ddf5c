package io.streamweir.payload;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The names that records, enums and components have in a schema, and those that they had. */
final class SchemaNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern FULL = Pattern.compile(NAME + "(\\." + NAME + ")*");

  private SchemaNames() {}

  /** The full name of a type: what {@link SchemaName} says, else its canonical name. */
  static String of(Class<?> type) {
    SchemaName given = type.getAnnotation(SchemaName.class);
    String name = given == null ? type.getCanonicalName() : given.value();
    if (name == null) {
      throw new PayloadTypeException(
          type.getName()
              + " has no name outside of its method: declare it in a class or in a file of its own,"
              + " or give it a @SchemaName");
    }
    return checked(name, FULL, type.getName());
  }

  /** The name of a component: what {@link SchemaName} says, else its own. */
  static String of(RecordComponent component, String where) {
    SchemaName given = component.getAnnotation(SchemaName.class);
    return checked(given == null ? component.getName() : given.value(), NAME, where);
  }

  /** The name of a constant, which has no other one. */
  static String of(Enum<?> constant, Class<?> type) {
    if (!NAME.matcher(constant.name()).matches()) {
      throw new PayloadTypeException(
          type.getName()
              + "."
              + constant.name()
              + " has a name that Avro does not take: use the letters A to Z, digits and _ only");
    }
    return constant.name();
  }

  private static String checked(String name, Pattern pattern, String where) {
    if (!pattern.matcher(name).matches()) {
      throw new PayloadTypeException(
          where
              + " has a name that Avro does not take, '"
              + name
              + "': use the letters A to Z, digits and _ only, or give it a @SchemaName");
    }
    return name;
  }

  /** Gives the type's schema the names that it had. */
  static void aliases(Class<?> type, Schema schema) {
    for (String alias : aliases(type)) {
      schema.addAlias(checked(alias, FULL, "an alias of " + type.getName()));
    }
  }

  /** Gives the component's field the names that it had. */
  static void aliases(RecordComponent component, Schema.Field field, String where) {
    for (String alias : aliases(component)) {
      field.addAlias(checked(alias, NAME, "an alias of " + where));
    }
  }

  private static String[] aliases(AnnotatedElement element) {
    @Nullable Alias alias = element.getAnnotation(Alias.class);
    return alias == null ? new String[0] : alias.value();
  }
}
