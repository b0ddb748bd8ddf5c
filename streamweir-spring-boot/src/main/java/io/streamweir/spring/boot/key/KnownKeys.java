package io.streamweir.spring.boot.key;

import io.streamweir.spring.boot.override.UnknownNameException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The keys below {@code streamweir} that mean something, as a tree. A key that means nothing would
 * be passed over in silence, and its value would never hold.
 */
final class KnownKeys {
  private final Map<String, KnownKeys> children = new TreeMap<>();
  private boolean anyName;

  /** The keys of these records of properties. */
  static KnownKeys of(Collection<Class<?>> records) {
    KnownKeys root = new KnownKeys();
    for (Class<?> each : records) {
      String prefix = each.getAnnotation(ConfigurationProperties.class).value();
      KnownKeys node = root;
      for (String part : prefix.split("\\.")) {
        node = node.children.computeIfAbsent(part, name -> new KnownKeys());
      }
      node.addAll(each);
    }
    return root;
  }

  private void addAll(Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      children
          .computeIfAbsent(dashed(component.getName()), name -> new KnownKeys())
          .add(component.getGenericType());
    }
  }

  private void add(Type type) {
    if (type instanceof Class<?> plain && plain.isRecord()) {
      addAll(plain);
    } else if (type instanceof ParameterizedType of && of.getRawType() == Map.class) {
      anyName = true;
      children.computeIfAbsent("*", name -> new KnownKeys()).add(of.getActualTypeArguments()[1]);
    }
  }

  private static String dashed(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Complains of a key that is not known. */
  void check(ConfigurationPropertyName key, String property) {
    KnownKeys node = this;
    for (int i = 0; i < key.getNumberOfElements(); i++) {
      if (key.isNumericIndex(i) && node.children.isEmpty()) {
        return; // an element of a list
      }
      String uniform = key.getElement(i, Form.UNIFORM);
      KnownKeys next = node.anyName ? node.children.get("*") : node.child(uniform);
      if (next == null) {
        throw new UnknownNameException(
            property, "key", key.chop(i + 1).toString(), node.names(key.chop(i)));
      }
      node = next;
    }
  }

  private @Nullable KnownKeys child(String uniform) {
    return children.entrySet().stream()
        .filter(each -> each.getKey().replace("-", "").equals(uniform))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private List<String> names(ConfigurationPropertyName parent) {
    return children.keySet().stream().map(each -> parent + "." + each).toList();
  }
}
