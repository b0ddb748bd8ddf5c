package io.streamweir.http.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** Makes records of all kinds of fields by chance: the same ones for the same seed. */
final class RandomSchemas {
  private static final List<Schema.Type> PLAIN =
      List.of(
          Schema.Type.BOOLEAN,
          Schema.Type.INT,
          Schema.Type.LONG,
          Schema.Type.FLOAT,
          Schema.Type.DOUBLE,
          Schema.Type.STRING,
          Schema.Type.BYTES);

  private final Random random;
  private final List<Schema> records = new ArrayList<>();
  private int names;

  RandomSchemas(Random random) {
    this.random = random;
  }

  Schema record(int depth) {
    Schema record = Schema.createRecord("r" + names++, null, "t.s", false);
    records.add(record);
    List<Schema.Field> fields = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      fields.add(field("f" + i, depth));
    }
    record.setFields(fields);
    return record;
  }

  private Schema.Field field(String name, int depth) {
    return switch (random.nextInt(5)) {
      case 0 -> new Schema.Field(name, optional(of(depth)), null, Schema.Field.NULL_DEFAULT_VALUE);
      case 1 -> new Schema.Field(name, Schema.create(Schema.Type.LONG), null, 300L);
      case 2 -> new Schema.Field(name, Schema.createArray(of(depth)), null, List.of());
      default -> new Schema.Field(name, of(depth), null, (Object) null);
    };
  }

  private static Schema optional(Schema schema) {
    Schema nothing = Schema.create(Schema.Type.NULL);
    return switch (schema.getType()) {
      case UNION, NULL -> Schema.createUnion(nothing, Schema.create(Schema.Type.STRING));
      default -> Schema.createUnion(nothing, schema);
    };
  }

  private Schema of(int depth) {
    int kinds = depth == 0 ? 3 : 9;
    return switch (random.nextInt(kinds)) {
      case 0, 1 -> Schema.create(PLAIN.get(random.nextInt(PLAIN.size())));
      case 2 -> logicalOrNamed();
      case 3 -> Schema.createArray(of(depth - 1));
      case 4 -> Schema.createMap(of(depth - 1));
      case 5 -> record(depth - 1);
      case 6 -> optional(records.get(random.nextInt(records.size())));
      default -> union(depth - 1);
    };
  }

  private Schema logicalOrNamed() {
    List<Supplier<Schema>> all =
        List.of(
            () -> Schema.createEnum("e" + names++, null, "t.s", List.of("A", "B", "LONGER")),
            () -> Schema.createFixed("x" + names++, null, "t.s", 3),
            () -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)),
            () -> LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING)),
            () -> LogicalTypes.decimal(6, 2).addToSchema(Schema.create(Schema.Type.BYTES)),
            () -> SchemaBuilder.builder().nullType());
    return all.get(random.nextInt(all.size())).get();
  }

  /** Of branches that Avro tells apart. */
  private Schema union(int depth) {
    List<Schema> branches = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Schema branch = of(Math.max(0, depth));
      boolean known =
          branch.getType() == Schema.Type.UNION
              || branches.stream()
                  .anyMatch(each -> each.getFullName().equals(branch.getFullName()));
      if (!known) {
        branches.add(branch);
      }
    }
    return branches.isEmpty() ? Schema.create(Schema.Type.STRING) : Schema.createUnion(branches);
  }
}
