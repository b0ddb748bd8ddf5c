package io.streamweir;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URL;
import java.util.List;
import java.util.TreeSet;

/** Whether compiled classes find on the class path all that they refer to. */
final class Linkage {
  private Linkage() {}

  /**
   * The classes, methods, constructors and fields that the classes refer to and that are nowhere,
   * each with the place that refers to it.
   *
   * @param classes a directory or a jar
   */
  static List<String> missing(URL classes) {
    TreeSet<String> missing = new TreeSet<>();
    for (JavaClass each : imported(classes)) {
      each.getDirectDependenciesFromSelf().stream()
          .filter(dependency -> !isThere(dependency.getTargetClass().getBaseComponentType()))
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

  private static boolean isThere(JavaClass type) {
    String file = type.getName().replace('.', '/') + ".class";
    return type.isPrimitive() || Linkage.class.getClassLoader().getResource(file) != null;
  }

  /** The compiler gives each call of such a method a signature of its own. */
  private static boolean isPolymorphic(JavaAccess<?> access) {
    return access.getTargetOwner().getPackageName().equals("java.lang.invoke");
  }

  private static JavaClasses imported(URL classes) {
    return ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(true);
          return new ClassFileImporter().importUrl(classes);
        });
  }
}
