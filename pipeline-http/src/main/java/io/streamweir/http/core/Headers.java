package io.streamweir.http.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Header fields of a request or an answer. Names have no case. There are few, so that a list is
 * searched and copied faster than a map. Immutable.
 */
public final class Headers {
  private static final Headers NONE = new Headers(List.of());

  private final List<Field> fields;

  private record Field(String name, String value) {
    private boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  private Headers(List<Field> fields) {
    this.fields = fields;
  }

  /** No field at all. */
  public static Headers none() {
    return NONE;
  }

  /** The first value of a field. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.is(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** All values of a field, in their order; empty where there is none. */
  public List<String> all(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  /** All values of a field as one list, as RFC 9110 joins them; empty text where there is none. */
  public String joined(String name) {
    return String.join(", ", all(name));
  }

  /** The same with this field, and with no other value of it. */
  public Headers with(String name, String value) {
    return without(name).plus(name, value);
  }

  /** The same without this field. */
  public Headers without(String name) {
    return first(name).isEmpty()
        ? this
        : new Headers(fields.stream().filter(field -> !field.is(name)).toList());
  }

  /** The same with one more value of a field. */
  public Headers plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields.size() + 1);
    more.addAll(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /** Calls with each field and value, in their order. */
  public void forEach(BiConsumer<String, String> each) {
    fields.forEach(field -> each.accept(field.name(), field.value()));
  }

  /** Collects fields one after another, where a server reads many. Not thread-safe. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();

    /** One more value of a field. */
    public Builder add(String name, String value) {
      fields.add(new Field(name, value));
      return this;
    }

    /** What was collected. */
    public Headers build() {
      return new Headers(List.copyOf(fields));
    }
  }
}
