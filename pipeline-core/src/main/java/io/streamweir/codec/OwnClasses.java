package io.streamweir.codec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * Lets Avro instantiate the classes that the program's own schema names, and no others: what a
 * writer's schema names is never looked up. Thread-safe.
 */
final class OwnClasses extends SpecificData {
  private final Map<String, Class<?>> classes = new ConcurrentHashMap<>();

  OwnClasses(Class<?> root) {
    super(root.getClassLoader());
    collect(getSchema(root));
    setCustomCoders(true);
  }

  @Override
  public Class<?> getClass(Schema schema) {
    Class<?> own =
        switch (schema.getType()) {
          case RECORD, ENUM, FIXED -> classes.get(schema.getFullName());
          default -> null;
        };
    return own != null ? own : super.getClass(schema);
  }

  private void collect(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (load(schema)) {
          schema.getFields().forEach(field -> collect(field.schema()));
        }
      }
      case ENUM, FIXED -> load(schema);
      case ARRAY -> collect(schema.getElementType());
      case MAP -> collect(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::collect);
      default -> {}
    }
  }

  /**
   * False where the class is known already, so that a record which contains itself is not followed
   * for ever.
   */
  private boolean load(Schema schema) {
    if (classes.containsKey(schema.getFullName())) {
      return false;
    }
    try {
      classes.put(
          schema.getFullName(), Class.forName(getClassName(schema), true, getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no class was generated for " + schema.getFullName(), e);
    }
    return true;
  }
}
