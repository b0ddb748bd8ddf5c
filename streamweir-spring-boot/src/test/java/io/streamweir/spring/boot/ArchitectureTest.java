package io.streamweir.spring.boot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.streamweir.spring.boot.connection.ConnectionAutoConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** Each feature has a room, rooms stand in one order, and what is optional stays in its room. */
class ArchitectureTest {
  private static final String ROOT = "io.streamweir.spring.boot";

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .importUrl(
              ConnectionAutoConfiguration.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation());

  @Test
  void looksAtTheModuleAndNotAtItsTests() {
    assertThat(ALL).hasSizeGreaterThan(20);
    assertThat(ALL.contain(ArchitectureTest.class)).isFalse();
  }

  @Test
  void roomsLeadInOneDirection() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(ALL);
  }

  @ParameterizedTest
  @CsvSource({
    "org.springframework.boot.testcontainers.., container",
    "org.springframework.boot.docker.., container",
    "org.springframework.boot.data.., connection",
    "org.springframework.modulith.., event",
    "io.lettuce.., connection",
    "io.netty.., connection",
  })
  void whatIsOptionalIsKnownInOneRoom(String library, String room) {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "." + room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(ALL);
  }

  @Test
  void allAutoConfigurationsAreListed() {
    List<String> listed =
        Arrays.stream(
                text("META-INF/spring/" + AutoConfiguration.class.getName() + ".imports")
                    .split("\n"))
            .toList();
    assertThat(listed)
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            ALL.stream()
                .filter(type -> type.isAnnotatedWith(AutoConfiguration.class))
                .map(type -> type.getName())
                .toList());
    classes()
        .that()
        .areAnnotatedWith(AutoConfiguration.class)
        .should()
        .haveSimpleNameEndingWith("AutoConfiguration")
        .check(ALL);
  }

  @ParameterizedTest
  @CsvSource({"FailureAnalyzer", "DetailsFactory"})
  void allThatBootLoadsByNameIsListed(String suffix) {
    String listed = text("META-INF/spring.factories");
    assertThat(ALL.stream().map(type -> type.getName()).filter(name -> name.endsWith(suffix)))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(listed).contains(name));
  }

  private static String text(String resource) {
    URL module =
        ConnectionAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation();
    try (var in = new URL(module, resource).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
