package io.streamweir.stages.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's documents and sources, as the tests of documents read them. */
final class Documents {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of(
          "schemas",
          "pipeline-testkit",
          "pipeline-core",
          "pipeline-http",
          "stages",
          "pipeline-cli",
          "chaos",
          "streamweir-spring-boot",
          "streamweir-spring-boot-starter-test");

  private Documents() {}

  /** All documents that are for readers. */
  static List<Path> all() {
    Stream<Path> top =
        Stream.of(
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "CHANGELOG.md",
                "schemas/README.md",
                "examples/README.md")
            .map(ROOT::resolve);
    return Stream.concat(top, files(ROOT.resolve("docs"), ".md").stream()).toList();
  }

  /** The main sources of all modules, generated ones included. */
  static List<Path> sources() {
    return MODULES.stream()
        .flatMap(
            module ->
                Stream.of("src/main", "target/generated-sources/avro")
                    .map(folder -> ROOT.resolve(module).resolve(folder)))
        .filter(Files::isDirectory)
        .flatMap(folder -> files(folder, ".java").stream())
        .toList();
  }

  static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
