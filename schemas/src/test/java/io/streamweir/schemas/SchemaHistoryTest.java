package io.streamweir.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.schemas.accesslog.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaHistoryTest {
  private static final Path SCHEMAS = Path.of("src/main/avro");

  static Stream<String> schemas() throws IOException {
    try (var files = Files.walk(SCHEMAS)) {
      return files
          .filter(f -> f.toString().endsWith(".avsc"))
          .map(SCHEMAS::relativize)
          .map(f -> "io.streamweir.schemas." + f.toString().replaceAll("[/\\\\]", "."))
          .map(f -> f.substring(0, f.length() - ".avsc".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void isReadableByEveryReleasedVersionAndTheReverse(String name) throws Exception {
    SchemaHistory history = SchemaHistory.of(name);

    assertThat(history.problemsOf(current(name))).isEmpty();
    assertThat(history.files()).isEqualTo(history.versions().size());
  }

  @Test
  void everyHistoryBelongsToASchema() throws IOException {
    assertThat(SchemaHistory.names()).isNotEmpty().containsExactlyElementsOf(schemas().toList());
  }

  @Test
  void seesASchemaThatIsNotInItsHistory() {
    Schema changed = record().optionalString("more").endRecord();

    assertThat(historyOf(record().endRecord()).problemsOf(changed))
        .singleElement()
        .asString()
        .contains("not the newest version", "v2.avsc", "more");
  }

  @Test
  void seesAFieldWithoutDefaultThatOldEntriesLack() {
    Schema changed = record().requiredString("more").endRecord();

    assertThat(historyOf(record().endRecord(), changed).problemsOf(changed))
        .singleElement()
        .asString()
        .contains("current version cannot read v1", "READER_FIELD_MISSING_DEFAULT_VALUE");
  }

  @Test
  void seesARemovedFieldThatOldReadersNeed() {
    Schema changed = record().endRecord();

    assertThat(historyOf(record().requiredString("gone").endRecord(), changed).problemsOf(changed))
        .singleElement()
        .asString()
        .contains("v1 cannot read the current version");
  }

  @Test
  void seesAnIncompatibleVersionFurtherBack() {
    Schema number = record().name("n").type().intType().intDefault(0).endRecord();
    Schema none = record().endRecord();
    Schema text = record().name("n").type().stringType().stringDefault("").endRecord();

    assertThat(historyOf(number, none, text).problemsOf(text)).hasSize(2);
  }

  @Test
  void seesAnEnumThatOldReadersDoNotKnow() {
    Schema old = record().name("e").type().enumeration("E").symbols("A").noDefault().endRecord();
    Schema grown =
        record().name("e").type().enumeration("E").symbols("A", "B").noDefault().endRecord();

    assertThat(historyOf(old, grown).problemsOf(grown))
        .singleElement()
        .asString()
        .contains("v1 cannot read", "MISSING_ENUM_SYMBOLS");
  }

  @Test
  void findingReallyHasMoreThanOneVersion() {
    assertThat(SchemaHistory.of(Finding.class.getName()).versions()).hasSizeGreaterThan(1);
  }

  /** The schema that the code uses, without the hint to the generator that strings are Java's. */
  private static Schema current(String name) throws ReflectiveOperationException {
    Schema used = (Schema) Class.forName(name).getMethod("getClassSchema").invoke(null);
    String json = used.toString().replace(",\"avro.java.string\":\"String\"", "");
    return new Schema.Parser().parse(json);
  }

  private static SchemaBuilder.FieldAssembler<Schema> record() {
    return SchemaBuilder.record("Example").namespace("example").fields().requiredLong("id");
  }

  private static SchemaHistory historyOf(Schema... versions) {
    return new SchemaHistory("example.Example", List.of(versions));
  }
}
