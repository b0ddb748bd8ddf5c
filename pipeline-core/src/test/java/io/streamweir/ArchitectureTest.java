package io.streamweir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.streamweir.pipeline.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The house: packages stand in the order in which data passes, the kernel knows no feature, a
 * feature knows no other one, and one class puts them together.
 */
class ArchitectureTest {
  /** Each imports only those before it; what stands together in one item is one step. */
  private static final List<List<String>> ORDER =
      List.of(
          List.of("payload"),
          List.of("pipeline"),
          List.of("codec"),
          List.of("internal.upkeep"),
          List.of("redis", "internal.wire"),
          List.of("internal.entry"),
          List.of("listener"),
          List.of("internal.settle"),
          List.of("internal.lane"),
          List.of("internal.housekeeping"),
          List.of("internal.feature.."),
          List.of("client", "worker"),
          List.of("inspect"),
          List.of("metrics"));

  private static final JavaClasses ENGINE =
      new ClassFileImporter()
          .importUrl(Pipeline.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void looksAtTheEngineAndNotAtItsTests() {
    assertThat(ENGINE).hasSizeGreaterThan(100);
    for (List<String> step : ORDER) {
      classes()
          .that()
          .resideInAnyPackage(packagesOf(step))
          .should()
          .haveNameMatching("io\\.streamweir\\..*")
          .check(ENGINE); // fails where there are none
    }
    assertThat(ENGINE.contain(ArchitectureTest.class)).isFalse();
  }

  @Test
  void importsOnlyPackagesBefore() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      List<String> behind =
          ORDER.subList(i + 1, ORDER.size()).stream().flatMap(List::stream).toList();
      noClasses()
          .that()
          .resideInAnyPackage(packagesOf(ORDER.get(i)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packagesOf(behind))
          .check(ENGINE);
    }
  }

  @Test
  void hasNoOtherPackages() {
    classes()
        .should()
        .resideInAnyPackage(packagesOf(ORDER.stream().flatMap(List::stream).toList()))
        .check(ENGINE);
  }

  @Test
  void keepsEachFeatureInARoomOfItsOwn() {
    slices()
        .matching("io.streamweir.internal.feature.(*)..")
        .should()
        .notDependOnEachOther()
        .check(ENGINE);
  }

  @Test
  void talksToRedisInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.streamweir.internal.wire")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "io.netty..")
        .check(ENGINE);
  }

  /** A type of many components names in a draft those that change, so that no two are swapped. */
  @Test
  void changesWhatARecordHoldsByItsNameAndNotByItsPlace() {
    noMethods()
        .that()
        .haveNameMatching("with[A-Z].*|where")
        .and()
        .areDeclaredInClassesThat()
        .areRecords()
        .should(repeatMoreThanThreeComponents())
        .check(ENGINE);
  }

  private static ArchCondition<JavaMethod> repeatMoreThanThreeComponents() {
    return new ArchCondition<>("repeat more than three components by their places") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean repeats =
            method.getConstructorCallsFromSelf().stream()
                .map(JavaConstructorCall::getTarget)
                .filter(made -> made.getOwner().equals(method.getOwner()))
                .anyMatch(made -> made.getRawParameterTypes().size() > 3);
        events.add(new SimpleConditionEvent(method, repeats, method.getFullName()));
      }
    };
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

  private static String[] packagesOf(List<String> names) {
    return names.stream().map(name -> "io.streamweir." + name).toArray(String[]::new);
  }
}
