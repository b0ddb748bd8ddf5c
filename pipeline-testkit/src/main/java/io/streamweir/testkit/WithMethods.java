package io.streamweir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the {@code withX} methods of immutable configuration types: each changes the component X
 * and leaves all others as they were. A component is a field that is not static. For one thread.
 */
public final class WithMethods {
  private final Map<Class<?>, IntFunction<?>> samples = new HashMap<>();
  private final Map<String, Set<String>> changes = new HashMap<>();

  /** Knows samples of the usual types of the JDK, and of enums. */
  public WithMethods() {
    sample(int.class, n -> 20 + n);
    sample(long.class, n -> 20L + n);
    sample(double.class, n -> 0.001 * (n + 1));
    sample(boolean.class, n -> n % 2 == 0);
    sample(String.class, n -> "other-" + n);
    sample(Duration.class, n -> Duration.ofMillis(20_000 + 100L * n));
    sample(Instant.class, n -> Instant.ofEpochSecond(1_000_000_000L + n));
    sample(Path.class, n -> Path.of("other-" + n));
    sample(Set.class, n -> Set.of("other-" + n));
    sample(List.class, n -> List.of("other-" + n));
    sample(Map.class, n -> Map.of("name", "other-" + n));
  }

  /**
   * Values to call methods with: equal for the same number, others for its neighbours.
   *
   * @param of the value for a number from 0
   */
  public <T> WithMethods sample(Class<T> type, IntFunction<? extends T> of) {
    samples.put(type, of);
    return this;
  }

  /**
   * Says what a method changes beside the component that it is named after, if there is one.
   *
   * @param method as {@code SubmitOptions.withStart(Instant)}
   */
  public WithMethods changes(String method, String... components) {
    changes.put(method, Set.of(components));
    return this;
  }

  /**
   * The types with {@code withX} methods that take a value, in the module that this class is of.
   */
  public static Set<Class<?>> typesBeside(Class<?> type) {
    try {
      Path root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
            .map(name -> load(name.substring(0, name.length() - 6).replace('/', '.'), type))
            .filter(found -> of(found).stream().anyMatch(method -> method.getParameterCount() > 0))
            .collect(Collectors.toSet());
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls each method behind each other one, on an object that has no longer the given one's values
   * where a method changes them. So no default and no component of the same type passes for what
   * was there.
   *
   * @throws AssertionError naming the method that changes what it should not, or the reverse
   */
  public void check(Object given) {
    List<Method> methods = of(given.getClass());
    int number = 0;
    Object changed = given;
    for (Method method : methods) {
      changed = call(method, changed, arguments(method, number++));
    }
    for (Method first : methods) {
      Object start = call(first, changed, arguments(first, number++));
      for (Method second : methods) {
        check(second, start, number);
      }
    }
  }

  private void check(Method method, Object start, int number) {
    String name = nameOf(method);
    Set<String> allowed = new TreeSet<>(changes.getOrDefault(name, Set.of()));
    Map<String, @Nullable Object> before = components(start);
    String own = Character.toLowerCase(method.getName().charAt(4)) + method.getName().substring(5);
    if (method.getParameterCount() == 1 && before.containsKey(own)) {
      allowed.add(own);
    }
    boolean sets = allowed.contains(own) && typeOf(own, start) == method.getParameterTypes()[0];
    List<Map<String, @Nullable Object>> results = new ArrayList<>();
    for (int n : List.of(number, number + 1)) {
      @Nullable Object[] arguments = arguments(method, n);
      Map<String, @Nullable Object> after = components(call(method, start, arguments));
      require(!sets || Objects.equals(after.get(own), arguments[0]), name + " does not set " + own);
      for (String component : before.keySet()) {
        require(
            allowed.contains(component)
                || Objects.equals(before.get(component), after.get(component)),
            name + " changes " + component);
      }
      results.add(after);
    }
    require(
        method.getParameterCount() == 0 || !results.get(0).equals(results.get(1)),
        name + " makes nothing of its value");
  }

  private static String nameOf(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(
            Collectors.joining(
                ", ",
                method.getDeclaringClass().getSimpleName() + "." + method.getName() + "(",
                ")"));
  }

  private @Nullable Object[] arguments(Method method, int number) {
    Class<?>[] types = method.getParameterTypes();
    return IntStream.range(0, types.length)
        .mapToObj(i -> sampleOf(types[i], number + 100 * i))
        .toArray();
  }

  private Object sampleOf(Class<?> type, int number) {
    if (type.isEnum()) {
      return type.getEnumConstants()[number % type.getEnumConstants().length];
    }
    IntFunction<?> sample = samples.get(type);
    require(sample != null, "no sample for " + type);
    return Objects.requireNonNull(sample).apply(number);
  }

  private static List<Method> of(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().matches("with[A-Z].*"))
        .filter(method -> method.getReturnType() == type && !method.isSynthetic())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private static Map<String, @Nullable Object> components(Object of) {
    Map<String, @Nullable Object> values = new TreeMap<>();
    for (Field field : of.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        try {
          values.put(field.getName(), field.get(of));
        } catch (IllegalAccessException e) {
          throw new LinkageError(e.getMessage(), e);
        }
      }
    }
    return values;
  }

  private static Class<?> typeOf(String component, Object of) {
    try {
      return of.getClass().getDeclaredField(component).getType();
    } catch (NoSuchFieldException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Object call(Method method, Object on, @Nullable Object[] arguments) {
    method.setAccessible(true);
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(method + " of " + Arrays.toString(arguments), e.getCause());
    } catch (IllegalAccessException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Class<?> load(String name, Class<?> beside) {
    try {
      return Class.forName(name, false, beside.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
