package io.streamweir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.streamweir.pipeline.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packages stand in the order in which data passes, and each imports only those above it. */
class ArchitectureTest {
  private static final List<String> ORDER =
      List.of("pipeline", "codec", "upkeep", "redis", "client", "worker", "inspect", "metrics");
  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .importUrl(Pipeline.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void looksAtTheEngineAndNotAtItsTests() {
    assertThat(ENGINE).hasSizeGreaterThan(100);
    for (String name : ORDER.subList(0, 6)) {
      assertThat(ENGINE.stream().filter(c -> c.getPackageName().equals(packageOf(name))))
          .as(name)
          .isNotEmpty();
    }
    assertThat(ENGINE.contain(ArchitectureTest.class)).isFalse();
  }

  @Test
  void importsOnlyPackagesAbove() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] below =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(ArchitectureTest::packageOf)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(packageOf(ORDER.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(below)
          .check(ENGINE);
    }
  }

  @Test
  void hasNoOtherPackages() {
    classes()
        .should()
        .resideInAnyPackage(ORDER.stream().map(ArchitectureTest::packageOf).toArray(String[]::new))
        .check(ENGINE);
  }

  @Test
  void talksToRedisInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("redis"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(ENGINE);
  }

  @Test
  void hasNoCycles() {
    slices().matching("io.streamweir.(*)..").should().beFreeOfCycles().check(ENGINE);
  }

  @Test
  void namesClassesAfterWhatTheyDo() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract")
        .check(ENGINE);
  }

  private static String packageOf(String name) {
    return "io.streamweir." + name;
  }
}
