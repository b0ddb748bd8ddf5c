package io.streamweir.http.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Header fields of a request or an answer. Names have no case. Immutable. */
public final class Headers {
  private static final Headers NONE = new Headers(new TreeMap<>(String.CASE_INSENSITIVE_ORDER));

  private final Map<String, List<String>> fields;

  private Headers(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  /** No field at all. */
  public static Headers none() {
    return NONE;
  }

  /** The first value of a field. */
  public Optional<String> first(String name) {
    List<String> values = fields.get(name);
    return values == null ? Optional.empty() : Optional.of(values.get(0));
  }

  /** All values of a field, in their order; empty where there is none. */
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** All values of a field as one list, as RFC 9110 joins them; empty text where there is none. */
  public String joined(String name) {
    return String.join(", ", all(name));
  }

  /** The same with this field, and with no other value of it. */
  public Headers with(String name, String value) {
    Map<String, List<String>> changed = copy();
    changed.put(name, List.of(value));
    return new Headers(changed);
  }

  /** The same with one more value of a field. */
  public Headers plus(String name, String value) {
    Map<String, List<String>> changed = copy();
    List<String> values = new ArrayList<>(all(name));
    values.add(value);
    changed.put(name, List.copyOf(values));
    return new Headers(changed);
  }

  private Map<String, List<String>> copy() {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(fields);
    return copy;
  }

  /** Calls with each field and value. */
  public void forEach(BiConsumer<String, String> each) {
    fields.forEach((name, values) -> values.forEach(value -> each.accept(name, value)));
  }

  /** Collects fields one after another, where a server reads many. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** One more value of a field. */
    public Builder add(String name, String value) {
      fields.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
      return this;
    }

    /** What was collected. */
    public Headers build() {
      return new Headers(fields);
    }
  }
}
