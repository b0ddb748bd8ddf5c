package io.streamweir.payload;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A choice: null or a value, one of the records of a sealed interface, or both. */
final class UnionForm implements Form {
  private final Schema schema;
  private final List<Form> branches;
  private final Map<Class<?>, Integer> byClass = new HashMap<>();
  private final boolean nullable;
  private final boolean optional;
  private final String where;

  private UnionForm(List<Form> branches, boolean nullable, boolean optional, String where) {
    this.branches = List.copyOf(branches);
    this.nullable = nullable;
    this.optional = optional;
    this.where = where;
    List<Schema> schemas = new ArrayList<>();
    if (nullable) {
      schemas.add(Schema.create(Schema.Type.NULL));
    }
    for (Form branch : branches) {
      if (branch instanceof RecordForm record) {
        byClass.put(record.type(), schemas.size());
      }
      schemas.add(branch.schema());
    }
    this.schema = Schema.createUnion(schemas);
  }

  /** One of these records. */
  static UnionForm oneOf(List<RecordForm> records, String where) {
    return new UnionForm(List.copyOf(records), false, false, where);
  }

  /** The form or null, which is in Java null or an empty Optional. */
  static UnionForm orNull(Form form, boolean optional, String where) {
    List<Form> branches = form instanceof UnionForm union ? union.branches : List.of(form);
    return new UnionForm(branches, true, optional, where);
  }

  /** Whether the value may be missing. */
  boolean nullable() {
    return nullable;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public void write(@Nullable Object value, Encoder out) throws IOException {
    Object held = optional ? unwrapped(value) : value;
    if (held == null && nullable) {
      out.writeIndex(0);
      out.writeNull();
      return;
    }
    Object present = Form.present(held, where);
    int index = branches.size() == 1 ? first() : index(present.getClass());
    out.writeIndex(index);
    branches.get(index - first()).write(present, out);
  }

  private @Nullable Object unwrapped(@Nullable Object value) {
    if (value == null) {
      throw new UnwritableException(where + " is null: use Optional.empty()", null);
    }
    return ((Optional<?>) value).orElse(null);
  }

  /** Where the branches begin. */
  private int first() {
    return nullable ? 1 : 0;
  }

  private int index(Class<?> type) {
    Integer index = byClass.get(type);
    if (index == null) {
      throw new UnwritableException(where + " is a " + type.getName(), null);
    }
    return index;
  }

  @Override
  public @Nullable Object read(Decoder in) throws IOException {
    int index = in.readIndex();
    if (nullable && index == 0) {
      in.readNull();
      return optional ? Optional.empty() : null;
    }
    Object value = branches.get(index - first()).read(in);
    return optional ? Optional.ofNullable(value) : value;
  }
}
