package io.streamweir;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URL;
import java.util.List;
import java.util.TreeSet;

/** Whether compiled classes find all that they refer to. */
final class Linkage {
  private Linkage() {}

  /**
   * The classes, methods, constructors and fields that the classes refer to and that are nowhere,
   * each with the place that refers to it.
   *
   * @param classes a directory or a jar
   * @param libraries where they look
   */
  static List<String> missing(URL classes, ClassLoader libraries) {
    TreeSet<String> missing = new TreeSet<>();
    for (JavaClass each : imported(classes, libraries)) {
      each.getDirectDependenciesFromSelf().stream()
          .filter(
              dependency -> !isThere(dependency.getTargetClass().getBaseComponentType(), libraries))
          .forEach(dependency -> missing.add(dependency.getDescription()));
      each.getAccessesFromSelf().stream()
          .filter(access -> !access.getTargetOwner().isArray())
          .filter(access -> access.getTarget().resolveMember().isEmpty())
          .filter(access -> !isPolymorphic(access))
          .map(JavaAccess::getDescription)
          .forEach(missing::add);
    }
    return List.copyOf(missing);
  }

  private static boolean isThere(JavaClass type, ClassLoader libraries) {
    String file = type.getName().replace('.', '/') + ".class";
    return type.isPrimitive() || libraries.getResource(file) != null;
  }

  /** The compiler gives each call of such a method a signature of its own. */
  private static boolean isPolymorphic(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.lang.invoke");
  }

  /** The importer resolves by the class loader of the thread. */
  private static JavaClasses imported(URL classes, ClassLoader libraries) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(libraries);
    try {
      return ArchConfiguration.withThreadLocalScope(
          configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(true);
            return new ClassFileImporter().importUrl(classes);
          });
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
