package io.streamweir.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;

/**
 * Every released version of one schema, oldest first, and what is wrong with the version that the
 * code uses now.
 */
record SchemaHistory(String name, List<Schema> versions) {
  private static final Path ROOT = Path.of("src/main/avro-history");

  static SchemaHistory of(String fullName) {
    List<Schema> versions = new ArrayList<>();
    for (int v = 1; Files.exists(file(fullName, v)); v++) {
      versions.add(read(file(fullName, v)));
    }
    return new SchemaHistory(fullName, versions);
  }

  /** The schemas that have a folder in the history. */
  static List<String> names() throws IOException {
    try (var folders = Files.list(ROOT)) {
      return folders.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * How many files the folder holds; more than versions where a number is missing or a name is
   * wrong.
   */
  long files() throws IOException {
    try (var files = Files.list(ROOT.resolve(name))) {
      return files.count();
    }
  }

  List<String> problemsOf(Schema current) {
    List<String> problems = new ArrayList<>();
    if (versions.isEmpty() || !versions.get(versions.size() - 1).equals(current)) {
      problems.add(
          name
              + " is not the newest version of its history: save it as "
              + file(name, next())
              + ":\n"
              + SchemaFormatter.format("json/pretty", current));
    }
    for (int v = 1; v <= versions.size(); v++) {
      check(problems, "the current version cannot read v" + v, current, versions.get(v - 1));
      check(problems, "v" + v + " cannot read the current version", versions.get(v - 1), current);
    }
    return problems;
  }

  private int next() {
    return versions.size() + 1;
  }

  private void check(List<String> problems, String what, Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
      problems.add(name + ": " + what + ": " + result.getResult().getIncompatibilities());
    }
  }

  private static Path file(String name, int version) {
    return ROOT.resolve(name).resolve("v" + version + ".avsc");
  }

  private static Schema read(Path file) {
    try {
      return new Schema.Parser().parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
