package io.streamweir.codec;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * A schema's parsing canonical form with its logical types, which the canonical form itself leaves
 * out. It says how values are shown to people, never how bytes are read. For one schema and thread.
 */
final class LogicalForm {
  private final Set<String> seen = new HashSet<>();
  private boolean any;

  private LogicalForm() {}

  /** The name in a {@link SchemaSource} of the logical form of this schema. */
  static String name(long fingerprint) {
    return Fingerprint.hex(fingerprint) + ":logical";
  }

  /** The schema in that form; null where it has no logical type. */
  static @Nullable Schema of(Schema schema) {
    Schema canonical = new Schema.Parser().parse(SchemaNormalization.toParsingForm(schema));
    LogicalForm form = new LogicalForm();
    form.copy(schema, canonical);
    return form.any ? canonical : null;
  }

  private void copy(Schema from, Schema to) {
    switch (from.getType()) {
      case RECORD -> copyFields(from, to);
      case ARRAY -> copy(from.getElementType(), to.getElementType());
      case MAP -> copy(from.getValueType(), to.getValueType());
      case UNION -> copyBranches(from, to);
      case FIXED -> {
        if (seen.add(from.getFullName())) {
          copyType(from, to);
        }
      }
      default -> copyType(from, to);
    }
  }

  private void copyFields(Schema from, Schema to) {
    if (seen.add(from.getFullName())) {
      for (Schema.Field field : from.getFields()) {
        copy(field.schema(), to.getFields().get(field.pos()).schema());
      }
    }
  }

  private void copyBranches(Schema from, Schema to) {
    Iterator<Schema> branches = to.getTypes().iterator();
    from.getTypes().forEach(branch -> copy(branch, branches.next()));
  }

  private void copyType(Schema from, Schema to) {
    LogicalType type = from.getLogicalType();
    if (type != null) {
      type.addToSchema(to);
      any = true;
    }
  }
}
