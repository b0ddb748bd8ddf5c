package io.streamweir.payload;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Finds the form of a Java record, by the rules that docs/payloads.md lists. For one payload class
 * and thread.
 */
final class RecordRules {
  private final Map<Class<?>, Form> named = new LinkedHashMap<>();
  private final Map<String, Class<?>> names = new HashMap<>();

  /** The form of a record that is a payload. */
  static RecordForm payload(Class<?> type) {
    RecordForm form = new RecordRules().record(type, Set.of());
    String objection = SchemaCost.objection(form.schema());
    if (objection != null) {
      throw new PayloadTypeException(
          type.getName()
              + " cannot be a payload, since other programs refuse its schema: "
              + objection);
    }
    return form;
  }

  /**
   * A record.
   *
   * @param inside the records of which it is a component, which it must not hold without a choice
   */
  private RecordForm record(Class<?> type, Set<Class<?>> inside) {
    if (inside.contains(type)) {
      throw new PayloadTypeException(
          type.getName()
              + " holds itself without end: let the component be an Optional, @Nullable or a List");
    }
    if (named.get(type) instanceof RecordForm known) {
      return known;
    }
    if (type.getTypeParameters().length > 0) {
      throw new PayloadTypeException(
          type.getName()
              + " has type parameters, so its schema is not known: make it a record without them");
    }
    Schema schema = Schema.createRecord(name(type), null, null, false);
    SchemaNames.aliases(type, schema);
    RecordForm form = new RecordForm(type, schema, Handles.constructor(type));
    named.put(type, form);
    List<RecordForm.Part> parts = new ArrayList<>();
    List<Schema.Field> fields = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String where = type.getName() + "." + component.getName();
      Form held = component(component, where, with(inside, type));
      fields.add(field(component, held, where));
      parts.add(new RecordForm.Part(where, held, Handles.accessor(component)));
    }
    try {
      schema.setFields(fields);
    } catch (AvroRuntimeException e) {
      throw new PayloadTypeException(type.getName() + ": " + e.getMessage(), e);
    }
    form.complete(parts);
    return form;
  }

  private static Set<Class<?>> with(Set<Class<?>> inside, Class<?> type) {
    Set<Class<?>> more = new HashSet<>(inside);
    more.add(type);
    return more;
  }

  private String name(Class<?> type) {
    String name = SchemaNames.of(type);
    Class<?> other = names.putIfAbsent(name, type);
    if (other != null) {
      throw new PayloadTypeException(
          type.getName()
              + " and "
              + other.getName()
              + " have the same name in the schema, "
              + name
              + ": give one of them another @SchemaName");
    }
    return name;
  }

  private static Schema.Field field(RecordComponent component, Form form, String where) {
    String name = SchemaNames.of(component, where);
    Default said = component.getAnnotation(Default.class);
    Schema.Field field;
    if (form instanceof UnionForm union && union.nullable()) {
      if (said != null) {
        throw new PayloadTypeException(
            where + " may be missing, which is its default: leave out @Default");
      }
      field = new Schema.Field(name, form.schema(), null, Schema.Field.NULL_DEFAULT_VALUE);
    } else {
      Object value = said == null ? null : Defaults.of(form, said.value(), where);
      field = new Schema.Field(name, form.schema(), null, value);
    }
    SchemaNames.aliases(component, field, where);
    return field;
  }

  private Form component(RecordComponent component, String where, Set<Class<?>> inside) {
    AnnotatedType type = component.getAnnotatedType();
    boolean nullable =
        Stream.of(component, component.getAccessor(), declaredField(component))
            .anyMatch(RecordRules::saysNullable);
    return form(type, nullable, where, inside);
  }

  private static AnnotatedElement declaredField(RecordComponent component) {
    try {
      return component.getDeclaringRecord().getDeclaredField(component.getName());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a record without the field of its component", e);
    }
  }

  /** Any annotation of that name, whoever it is by. */
  private static boolean saysNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
  }

  private Form form(
      AnnotatedType annotated, boolean saidNullable, String where, Set<Class<?>> inside) {
    boolean nullable = saidNullable || saysNullable(annotated);
    Class<?> raw = raw(annotated.getType(), where);
    if (!nullable) {
      return valueForm(annotated, raw, where, inside);
    }
    if (raw.isPrimitive() || raw == Optional.class) {
      throw new PayloadTypeException(
          where
              + (raw.isPrimitive()
                  ? " is a " + raw.getName() + ", which is never null: use its box"
                  : " is both nullable and an Optional: leave out one of them"));
    }
    return UnionForm.orNull(valueForm(annotated, raw, where, Set.of()), false, where);
  }

  private static Class<?> raw(Type type, String where) {
    if (type instanceof Class<?> plain) {
      return plain;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    throw new PayloadTypeException(
        where + " is a " + type.getTypeName() + ": use a type that says what it holds");
  }

  private Form valueForm(
      AnnotatedType annotated, Class<?> raw, String where, Set<Class<?>> inside) {
    Form annotatedForm = AnnotatedForms.of(annotated, raw, where);
    Form scalar = annotatedForm == null ? Scalars.of(raw) : annotatedForm;
    if (scalar != null) {
      return scalar;
    }
    if (annotated instanceof AnnotatedParameterizedType parameterized) {
      return container(raw, parameterized.getAnnotatedActualTypeArguments(), where);
    }
    if (raw.isRecord()) {
      return record(raw, inside);
    }
    if (raw.isEnum()) {
      return enumeration(raw);
    }
    return raw.isSealed() && raw.isInterface() ? choice(raw, where) : refuse(raw, where);
  }

  private Form container(Class<?> raw, AnnotatedType[] held, String where) {
    if (raw == Optional.class) {
      Form form = form(held[0], false, where, Set.of());
      if (form instanceof UnionForm union && union.nullable()) {
        throw new PayloadTypeException(where + " may be missing in two ways: leave one out");
      }
      return UnionForm.orNull(form, true, where);
    }
    if (raw == List.class) {
      return new ListForm(form(held[0], false, where, Set.of()), where, ArrayList::new);
    }
    if (raw == Set.class) {
      return new ListForm(form(held[0], false, where, Set.of()), where, LinkedHashSet::new);
    }
    if (raw == Map.class && held[0].getType() == String.class) {
      return new MapForm(form(held[1], false, where, Set.of()), where);
    }
    if (raw.isRecord() || (raw.isSealed() && raw.isInterface())) {
      throw new PayloadTypeException(
          where + " is a " + raw.getName() + " with type arguments: use a type without them");
    }
    return refuse(raw, where);
  }

  private Form enumeration(Class<?> type) {
    Form known = named.get(type);
    if (known != null) {
      return known;
    }
    Enum<?>[] constants = (Enum<?>[]) type.getEnumConstants();
    List<String> symbols =
        Arrays.stream(constants).<String>map(each -> SchemaNames.of(each, type)).toList();
    Schema schema = Schema.createEnum(name(type), null, null, symbols);
    SchemaNames.aliases(type, schema);
    Form form = new EnumForm(schema, constants);
    named.put(type, form);
    return form;
  }

  private Form choice(Class<?> type, String where) {
    Set<Class<?>> records = new LinkedHashSet<>();
    permitted(type, where, records);
    List<RecordForm> forms =
        records.stream()
            .map(each -> record(each, Set.of()))
            .sorted(Comparator.comparing(each -> each.schema().getFullName()))
            .toList();
    return UnionForm.oneOf(forms, where);
  }

  private static void permitted(Class<?> type, String where, Set<Class<?>> records) {
    for (Class<?> each : type.getPermittedSubclasses()) {
      if (each.isRecord()) {
        records.add(each);
      } else if (each.isSealed() && each.isInterface()) {
        permitted(each, where, records);
      } else {
        throw new PayloadTypeException(
            where
                + " is a "
                + type.getName()
                + ", which permits "
                + each.getName()
                + ": let it permit records only");
      }
    }
  }

  private static Form refuse(Class<?> type, String where) {
    throw new PayloadTypeException(
        where
            + " is a "
            + type.getTypeName()
            + ", which cannot be carried: "
            + Refusals.instead(type));
  }
}
