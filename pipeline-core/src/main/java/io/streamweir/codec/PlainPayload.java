package io.streamweir.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in the form in which {@link PayloadJson} shows them: a union is the value that it
 * holds, times are texts of ISO-8601, decimals are texts, bytes are hexadecimal. Fields with a
 * default may be left out. Nothing that is only nearly a record is one: no field that the schema
 * does not have, no number that does not fit. Tells of all places that do not fit, not of the first
 * alone. For one value and thread; begin with {@link #read}.
 *
 * <p>Where several branches of a union could be meant, the first scalar one that fits is taken. Of
 * records, an object whose only member is the full name of the branch says which.
 */
public final class PlainPayload {
  /** The most places of which it tells. */
  public static final int MOST_MISFITS = 100;

  private static final GenericData DATA = new GenericData();
  private static final PlainValues VALUES = new PlainValues();

  private final List<Misfit> misfits = new ArrayList<>();

  private PlainPayload() {}

  /**
   * A place that does not fit.
   *
   * @param pointer the JSON pointer of RFC 6901
   * @param detail what was expected there and what was found
   */
  public record Misfit(String pointer, String detail) {}

  /**
   * What was read.
   *
   * @param value the record in Avro's generic form, with values of logical types as the types below
   *     them; null where it does not fit
   * @param misfits where and why it does not fit; empty where it does
   */
  public record Reading(@Nullable IndexedRecord value, List<Misfit> misfits) {}

  /**
   * Reads a record.
   *
   * @param schema of the record
   * @param plain maps with text keys, lists, texts, booleans, numbers and nulls; whole numbers as
   *     they are, others as {@link java.math.BigDecimal}
   * @param pointer what stands in front of all pointers: where the value is in the whole text
   */
  public static Reading read(Schema schema, @Nullable Object plain, String pointer) {
    PlainPayload reader = new PlainPayload();
    Object value = reader.value(schema, plain, new Place(null, pointer));
    return reader.misfits.isEmpty()
        ? new Reading((IndexedRecord) value, List.of())
        : new Reading(null, List.copyOf(reader.misfits));
  }

  /**
   * How values of a logical type are written as texts.
   *
   * @param expected what such a text is, with its article
   * @param format the {@code format} of JSON Schema; null where there is none for it
   * @param pattern a regular expression in its place; null for none
   */
  public record Text(String expected, @Nullable String format, @Nullable String pattern) {}

  /** How a schema's values are written as texts; empty where its logical type does not say so. */
  public static Optional<Text> text(Schema schema) {
    return TextForm.of(schema)
        .map(form -> new Text(form.expected(), form.format(), form.pattern()));
  }

  /** A field's default in the same form; empty where it has none. */
  public static Optional<Object> shownDefault(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return Optional.empty();
    }
    return Optional.ofNullable(VALUES.plain(field.schema(), DATA.getDefaultValue(field)));
  }

  private @Nullable Object value(Schema schema, @Nullable Object plain, Place at) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, plain, at);
      case ARRAY -> array(schema, plain, at);
      case MAP -> map(schema, plain, at);
      case UNION -> union(schema, plain, at);
      default -> scalar(schema, plain, at);
    };
  }

  private @Nullable Object scalar(Schema schema, @Nullable Object plain, Place at) {
    try {
      return PlainScalar.of(schema, plain);
    } catch (PlainScalar.Unfit e) {
      String why = e.getMessage();
      return misfit(
          at, "expected " + PlainScalar.expected(schema) + ", found " + found(plain) + why);
    }
  }

  private @Nullable Object record(Schema schema, @Nullable Object plain, Place at) {
    if (!(plain instanceof Map<?, ?> given)) {
      return misfit(schema, plain, at);
    }
    GenericData.Record record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      Place place = at.then(field.name());
      Object value = given.get(field.name());
      if (value != null || given.containsKey(field.name())) {
        record.put(field.pos(), value(field.schema(), value, place));
      } else if (field.hasDefaultValue()) {
        record.put(field.pos(), DATA.getDefaultValue(field));
      } else {
        misfit(place, "is missing; expected " + PlainScalar.expected(field.schema()));
      }
    }
    for (Object name : given.keySet()) {
      if (schema.getField(String.valueOf(name)) == null) {
        misfit(at.then(String.valueOf(name)), unknown(schema, String.valueOf(name)));
      }
    }
    return record;
  }

  private static String unknown(Schema schema, String name) {
    List<String> known = schema.getFields().stream().map(Schema.Field::name).toList();
    return "unknown field of "
        + schema.getFullName()
        + NearestName.of(cut(name), known)
            .map(near -> "; the nearest known one is " + JsonPosition.quoted(near))
            .orElse("; it has none");
  }

  private @Nullable Object array(Schema schema, @Nullable Object plain, Place at) {
    if (!(plain instanceof List<?> given)) {
      return misfit(schema, plain, at);
    }
    List<@Nullable Object> items = new ArrayList<>(given.size());
    for (Object item : given) {
      items.add(value(schema.getElementType(), item, at.then(items.size())));
    }
    return items;
  }

  /** In the order of its keys, so that equal maps are equal bytes. */
  private @Nullable Object map(Schema schema, @Nullable Object plain, Place at) {
    if (!(plain instanceof Map<?, ?> given)) {
      return misfit(schema, plain, at);
    }
    Map<String, @Nullable Object> values = new TreeMap<>();
    given.forEach(
        (name, each) -> {
          String key = String.valueOf(name);
          Place place = at.then(key);
          if (PlainScalar.halved(key)) {
            misfit(place, "half of a surrogate pair in the key; expected whole characters");
          }
          values.put(key, value(schema.getValueType(), each, place));
        });
    return values;
  }

  private @Nullable Object union(Schema union, @Nullable Object plain, Place at) {
    Schema named = named(union, plain);
    if (named != null && plain instanceof Map<?, ?> map) {
      String name = named.getFullName();
      return value(named, map.get(name), at.then(name));
    }
    List<Schema> fitting =
        union.getTypes().stream().filter(branch -> UnionBranch.fits(branch, plain)).toList();
    if (fitting.size() > 1 && fitting.get(1).getType() == Schema.Type.RECORD) {
      return misfit(
          at,
          "it may be a %s or a %s; say which, as {\"%s\": …}"
              .formatted(
                  fitting.get(0).getFullName(),
                  fitting.get(1).getFullName(),
                  fitting.get(0).getFullName()));
    }
    if (!fitting.isEmpty()) {
      return value(fitting.get(0), plain, at);
    }
    List<Schema> alike =
        union.getTypes().stream().filter(branch -> UnionBranch.alike(branch, plain)).toList();
    return alike.size() == 1 ? value(alike.get(0), plain, at) : misfit(union, plain, at);
  }

  /** The branch that an object names by its only member, as Avro's own JSON encoding does. */
  private static @Nullable Schema named(Schema union, @Nullable Object plain) {
    if (!(plain instanceof Map<?, ?> given) || given.size() != 1) {
      return null;
    }
    String name = String.valueOf(given.keySet().iterator().next());
    boolean ambiguous =
        union.getTypes().stream()
            .anyMatch(
                branch ->
                    branch.getType() == Schema.Type.MAP
                        || (branch.getType() == Schema.Type.RECORD
                            && branch.getField(name) != null));
    Integer index = ambiguous ? null : union.getIndexNamed(name);
    return index == null ? null : union.getTypes().get(index);
  }

  private @Nullable Object misfit(Schema schema, @Nullable Object plain, Place at) {
    return misfit(at, "expected " + PlainScalar.expected(schema) + ", found " + found(plain));
  }

  private @Nullable Object misfit(Place at, String detail) {
    if (misfits.size() < MOST_MISFITS) {
      misfits.add(new Misfit(at.pointer(), detail));
    }
    return null;
  }

  private static String found(@Nullable Object plain) {
    if (plain instanceof Map<?, ?>) {
      return "an object";
    }
    if (plain instanceof List<?>) {
      return "an array";
    }
    return plain instanceof String text
        ? JsonPosition.quoted(text)
        : JsonPosition.cut(String.valueOf(plain));
  }

  private static String cut(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100);
  }

  /** Where a value is. Most values fit, so that its pointer is made only when one is told. */
  private record Place(@Nullable Place above, Object step) {
    Place then(Object next) {
      return new Place(this, next);
    }

    String pointer() {
      return above == null
          ? step.toString()
          : above.pointer() + "/" + step.toString().replace("~", "~0").replace("/", "~1");
    }
  }
}
