package io.streamweir.testkit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The spaces that constructors were given by a JUnit older than 5.12. It creates each test's
 * instance in the context of the class, which does not know the test. A space stays with its
 * instance, and the test finds it there. Thread-safe.
 */
final class InstanceSpaces {
  private static final ThreadLocal<@Nullable Construction> RUNNING = new ThreadLocal<>();

  private final Map<Object, TestSpace> spaces =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private record Construction(String classId, TestSpace space) {}

  /** Whether a constructor with this context runs for one test that the context does not name. */
  static boolean constructsInClassContext(ExtensionContext context) {
    return context.getTestMethod().isEmpty()
        && context.getTestInstanceLifecycle().orElse(Lifecycle.PER_CLASS) == Lifecycle.PER_METHOD;
  }

  /** The space for all parameters of the constructor that is about to run on this thread. */
  TestSpace underConstruction(ExtensionContext context, Supplier<TestSpace> fresh) {
    Construction current = RUNNING.get();
    if (current == null || !current.classId().equals(context.getUniqueId())) {
      current = new Construction(context.getUniqueId(), fresh.get());
      RUNNING.set(current);
    }
    return current.space();
  }

  /** The constructor that ran on this thread has made this instance. */
  void constructed(Object instance) {
    Construction done = RUNNING.get();
    if (done != null) {
      RUNNING.remove();
      spaces.put(instance, done.space());
    }
  }

  /** The space that the constructor of the test's instance was given. */
  Optional<TestSpace> of(ExtensionContext test) {
    return instances(test).stream()
        .flatMap(each -> Optional.ofNullable(spaces.get(each)).stream())
        .findFirst();
  }

  /** Empties the space of an instance whose test is over. */
  void forget(ExtensionContext test) {
    instances(test).stream()
        .flatMap(each -> Optional.ofNullable(spaces.remove(each)).stream())
        .forEach(TestSpace::close);
  }

  private static List<Object> instances(ExtensionContext test) {
    return test.getTestInstances().map(all -> all.getAllInstances()).orElse(List.of());
  }
}
