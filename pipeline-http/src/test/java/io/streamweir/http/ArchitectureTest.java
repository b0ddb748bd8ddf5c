package io.streamweir.http;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.streamweir.http.contract.Contract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packages of the HTTP API stand in one order: requests and answers first, then what routes
 * share, then the routes. The core knows no server, and one package knows Jetty.
 */
class ArchitectureTest {
  private static final String ROOT = "io.streamweir.http";

  /** Each imports only those before it. */
  private static final List<String> PACKAGES =
      List.of(
          "core",
          "server",
          "servlet",
          "token",
          "health",
          "sample",
          "json",
          "engine",
          "view",
          "audit",
          "operation",
          "job",
          "stage",
          "dead",
          "schedule",
          "status",
          "openapi",
          "console");

  private static final JavaClasses API =
      new ClassFileImporter()
          .importUrl(HttpApi.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void looksAtTheApiAndNotAtItsTests() {
    assertThat(API).hasSizeGreaterThan(100);
    assertThat(API.contain(ArchitectureTest.class)).isFalse();
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void hasEachPackage(String name) {
    assertThat(API).anyMatch(type -> type.getPackageName().equals(ROOT + "." + name));
  }

  @Test
  void hasNoOtherPackages() {
    classes()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .resideInAnyPackage(packages(PACKAGES))
        .check(API);
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void importsOnlyPackagesBefore(String name) {
    List<String> behind = PACKAGES.subList(PACKAGES.indexOf(name) + 1, PACKAGES.size());
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(behind))
        .allowEmptyShould(true)
        .check(API);
  }

  @Test
  void hasNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(API);
  }

  @Test
  void onlyTheServerKnowsJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".server")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(API);
  }

  @Test
  void onlyTheServletKnowsServlets() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".servlet")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.servlet..")
        .check(API);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.lettuce..", "io.netty.."})
  void leavesTheConnectionToTheEngine(String library) {
    noClasses().should().dependOnClassesThat().resideInAPackage(library).check(API);
  }

  @Test
  void namesClassesAfterWhatTheyDo() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract")
        .check(API);
  }

  @Test
  void holdsEveryApiOfTestsToItsDescription() {
    JavaClasses tests =
        new ClassFileImporter()
            .importUrl(ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation());
    assertThat(tests.contain(Contract.class)).isTrue();
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Contract.class.getName())
        .should()
        .callMethodWhere(target(owner(type(HttpApi.class))).and(target(name("of"))))
        .check(tests);
  }

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
  }
}
