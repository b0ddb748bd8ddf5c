package io.streamweir.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a writer's schema has and a reader's has not: fields and symbols, which a program with
 * the reader's schema cannot hand on in records that it makes anew. For one comparison and thread.
 */
final class UnknownParts {
  private final List<String> found = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private UnknownParts() {}

  /**
   * Names of fields, as {@code visit.until}, and of symbols, as {@code colour=BLUE}; none where the
   * two have not the same name.
   */
  static List<String> of(Schema writer, Schema reader) {
    UnknownParts parts = new UnknownParts();
    Schema renamed = Schema.applyAliases(writer, reader);
    if (renamed.getFullName().equals(reader.getFullName())) {
      parts.compare("", renamed, reader);
    }
    return List.copyOf(parts.found);
  }

  private void compare(String path, Schema writer, Schema reader) {
    if (writer.getType() == Schema.Type.UNION) {
      writer.getTypes().forEach(branch -> compare(path, branch, reader));
      return;
    }
    Schema same = sameKind(writer, reader);
    if (same == null) {
      return;
    }
    switch (writer.getType()) {
      case RECORD -> compareFields(path, writer, same);
      case ARRAY -> compare(path, writer.getElementType(), same.getElementType());
      case MAP -> compare(path, writer.getValueType(), same.getValueType());
      case ENUM ->
          writer.getEnumSymbols().stream()
              .filter(symbol -> !same.hasEnumSymbol(symbol))
              .forEach(symbol -> found.add(path + "=" + symbol));
      default -> {}
    }
  }

  private void compareFields(String path, Schema writer, Schema reader) {
    if (!seen.add(writer.getFullName())) {
      return;
    }
    for (Schema.Field field : writer.getFields()) {
      String name = path.isEmpty() ? field.name() : path + "." + field.name();
      Schema.Field known = reader.getField(field.name());
      if (known == null) {
        found.add(name);
      } else {
        compare(name, field.schema(), known.schema());
      }
    }
  }

  static @Nullable Schema sameKind(Schema writer, Schema reader) {
    List<Schema> candidates =
        reader.getType() == Schema.Type.UNION ? reader.getTypes() : List.of(reader);
    boolean named = writer.getType() == Schema.Type.RECORD || writer.getType() == Schema.Type.ENUM;
    return candidates.stream()
        .filter(each -> each.getType() == writer.getType())
        .filter(each -> !named || candidates.size() == 1 || each.getName().equals(writer.getName()))
        .findFirst()
        .orElse(null);
  }
}
