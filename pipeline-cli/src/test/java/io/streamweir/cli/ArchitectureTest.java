package io.streamweir.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packages of the command: what families of subcommands share stands in one order, a family
 * knows no other one, and the root puts them together.
 */
class ArchitectureTest {
  private static final String ROOT = "io.streamweir.cli";

  /** Each imports only those before it. */
  private static final List<String> SHARED =
      List.of(
          "text",
          "failure",
          "option",
          "terminal",
          "found",
          "session",
          "input",
          "steps",
          "result",
          "report");

  /** Behind the shared packages; none imports another one. */
  private static final List<String> FAMILIES =
      List.of(
          "worker",
          "submit",
          "job",
          "pause",
          "status",
          "dead",
          "schedule",
          "schema",
          "tap",
          "reader",
          "doctor",
          "audit",
          "token",
          "demo");

  private static final JavaClasses COMMAND =
      new ClassFileImporter()
          .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void looksAtTheCommandAndNotAtItsTests() {
    assertThat(COMMAND).hasSizeGreaterThan(100);
    assertThat(COMMAND.contain(ArchitectureTest.class)).isFalse();
  }

  @ParameterizedTest
  @FieldSource({"SHARED", "FAMILIES"})
  void hasEachPackage(String name) {
    assertThat(COMMAND).anyMatch(type -> type.getPackageName().startsWith(ROOT + "." + name));
  }

  @Test
  void hasNoOtherPackages() {
    List<String> all = new ArrayList<>(SHARED);
    all.addAll(FAMILIES);
    String[] known = packages(all);
    classes().that().resideOutsideOfPackage(ROOT).should().resideInAnyPackage(known).check(COMMAND);
  }

  @ParameterizedTest
  @FieldSource("SHARED")
  void sharedPackagesImportOnlyThoseBefore(String name) {
    List<String> behind = new ArrayList<>(SHARED.subList(SHARED.indexOf(name) + 1, SHARED.size()));
    behind.addAll(FAMILIES);
    importsNone(name, behind);
  }

  @ParameterizedTest
  @FieldSource("FAMILIES")
  void familiesImportNoOtherFamily(String name) {
    importsNone(name, FAMILIES.stream().filter(other -> !other.equals(name)).toList());
  }

  @Test
  void onlyTheRootKnowsTheRoot() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(COMMAND);
  }

  @Test
  void hasNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(COMMAND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.lettuce..", "io.netty.."})
  void leavesTheConnectionToTheEngine(String library) {
    noClasses().should().dependOnClassesThat().resideInAPackage(library).check(COMMAND);
  }

  @Test
  void namesClassesAfterWhatTheyDo() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)")
        .orShould()
        .haveSimpleNameStartingWith("Abstract")
        .check(COMMAND);
  }

  private static void importsNone(String name, List<String> others) {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(others))
        .check(COMMAND);
  }

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
  }
}
