package io.streamweir.payload;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** The handles by which a record is made and read, which have the same types for all records. */
final class Handles {
  private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
  private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

  private Handles() {}

  /** The canonical constructor, which takes an Object[]. */
  static MethodHandle constructor(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      open(canonical, type);
      return MethodHandles.lookup()
          .unreflectConstructor(canonical)
          .asSpreader(Object[].class, components.length)
          .asType(CONSTRUCTOR);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record without its canonical constructor", e);
    }
  }

  /** The accessor of a component, which takes an Object. */
  static MethodHandle accessor(RecordComponent component) {
    Method accessor = component.getAccessor();
    open(accessor, component.getDeclaringRecord());
    try {
      return MethodHandles.lookup().unreflect(accessor).asType(ACCESSOR);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("an accessor that was opened is closed", e);
    }
  }

  private static void open(AccessibleObject member, Class<?> type) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new PayloadTypeException(
          type.getName()
              + " cannot be a payload, since its module keeps it closed: add 'opens "
              + type.getPackageName()
              + " to io.streamweir;' to module-info.java, or export the package and make it public",
          e);
    }
  }
}
