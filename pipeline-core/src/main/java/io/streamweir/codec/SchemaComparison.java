package io.streamweir.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.jspecify.annotations.Nullable;

/**
 * What a program with one schema makes of what was written by another one of the same record.
 *
 * @param objections why it cannot read it; empty where it can
 * @param unknown fields and symbols that it does not know, and loses in records that it makes anew
 * @param misread fields that have another logical type, so that their values mean something else
 */
public record SchemaComparison(
    List<String> objections, List<String> unknown, List<String> misread) {
  /** Keeps copies. */
  public SchemaComparison {
    objections = List.copyOf(objections);
    unknown = List.copyOf(unknown);
    misread = List.copyOf(misread);
  }

  /**
   * Compares.
   *
   * @param written the writer's schema, with its logical types as far as they are known
   */
  public static SchemaComparison of(Schema written, Schema reader) {
    Schema renamed = Schema.applyAliases(written, reader);
    List<String> objections =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, renamed)
            .getResult()
            .getIncompatibilities()
            .stream()
            .map(each -> place(each.getLocation(), reader) + " " + why(each))
            .toList();
    Misread misread = new Misread();
    misread.compare("", renamed, reader);
    return new SchemaComparison(objections, UnknownParts.of(written, reader), misread.found);
  }

  /** Whether it reads all of it as it was meant. */
  public boolean whole() {
    return objections.isEmpty() && unknown.isEmpty() && misread.isEmpty();
  }

  private static String why(SchemaCompatibility.Incompatibility each) {
    return switch (each.getType()) {
      case READER_FIELD_MISSING_DEFAULT_VALUE ->
          "is missing there and has no default here: give it one, or let it be an Optional";
      case MISSING_ENUM_SYMBOLS ->
          "has constants there that are missing here: " + each.getMessage();
      case MISSING_UNION_BRANCH -> "has a type there that is missing here: " + each.getMessage();
      default -> "is something else there: " + each.getMessage();
    };
  }

  /** A place in the reader's schema, as {@code /fields/2/type}, with the name of its field. */
  private static String place(String location, Schema reader) {
    String[] steps = location.split("/", -1);
    boolean inField = steps.length > 2 && steps[1].equals("fields");
    int at = inField ? Integer.parseInt(steps[2]) : -1;
    return at >= 0 && at < reader.getFields().size() ? reader.getFields().get(at).name() : location;
  }

  /** Finds other logical types on the same types. */
  private static final class Misread {
    private final List<String> found = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    void compare(String path, Schema written, Schema reader) {
      if (written.getType() == Schema.Type.UNION) {
        written.getTypes().forEach(branch -> compare(path, branch, reader));
        return;
      }
      Schema same = UnknownParts.sameKind(written, reader);
      if (same == null) {
        return;
      }
      switch (written.getType()) {
        case RECORD -> compareFields(path, written, same);
        case ARRAY -> compare(path, written.getElementType(), same.getElementType());
        case MAP -> compare(path, written.getValueType(), same.getValueType());
        default -> compareTypes(path, written.getLogicalType(), same.getLogicalType());
      }
    }

    private void compareFields(String path, Schema written, Schema reader) {
      if (!seen.add(written.getFullName())) {
        return;
      }
      for (Schema.Field field : written.getFields()) {
        Schema.Field known = reader.getField(field.name());
        if (known != null) {
          String name = path.isEmpty() ? field.name() : path + "." + field.name();
          compare(name, field.schema(), known.schema());
        }
      }
    }

    private void compareTypes(
        String path, @Nullable LogicalType written, @Nullable LogicalType reader) {
      if (written != null && reader != null && !Objects.equals(written, reader)) {
        found.add(path + " is a " + name(written) + " there and a " + name(reader) + " here");
      }
    }

    private static String name(LogicalType type) {
      return type instanceof org.apache.avro.LogicalTypes.Decimal decimal
          ? "decimal(" + decimal.getPrecision() + ", " + decimal.getScale() + ")"
          : type.getName();
    }
  }
}
