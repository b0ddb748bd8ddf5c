package io.streamweir.payload;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Lets Avro instantiate the classes that the program's own schema names, and no others: what a
 * writer's schema names is never looked up. Brings the conversions of logical types that these
 * classes were generated with. Thread-safe.
 */
final class OwnClasses extends SpecificData {
  /** A payload may say that it has more items than it has. */
  private static final int MOST_AHEAD = 1_024;

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

  /**
   * A plain list. Avro's own compares by the schema in place of the items, and throws where one of
   * them is of a logical type and may be null.
   */
  @Override
  public Object newArray(@Nullable Object old, int size, Schema schema) {
    return new ArrayList<>(Math.min(size, MOST_AHEAD));
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
      Class<?> own = Class.forName(getClassName(schema), true, getClassLoader());
      classes.put(schema.getFullName(), own);
      if (SpecificRecord.class.isAssignableFrom(own)) { // an enum's and a fixed's are all that are
        getForClass(own).getConversions().forEach(this::addLogicalTypeConversion);
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no class was generated for " + schema.getFullName(), e);
    }
    return true;
  }
}
