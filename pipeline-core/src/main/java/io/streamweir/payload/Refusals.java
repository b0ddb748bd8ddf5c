package io.streamweir.payload;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;

/** What to do instead, for the types that people try and that cannot be carried. */
final class Refusals {
  private static final Map<Class<?>, String> INSTEAD = new LinkedHashMap<>();

  static {
    INSTEAD.put(OptionalInt.class, "use Optional<Integer>");
    INSTEAD.put(OptionalLong.class, "use Optional<Long>");
    INSTEAD.put(OptionalDouble.class, "use Optional<Double>");
    INSTEAD.put(java.time.ZonedDateTime.class, "use Instant, and a String for the zone");
    INSTEAD.put(java.time.OffsetDateTime.class, "use Instant, and a String for the offset");
    INSTEAD.put(java.time.ZoneId.class, "use a String");
    INSTEAD.put(Date.class, "use " + Instant.class.getSimpleName());
    INSTEAD.put(java.util.Calendar.class, "use Instant");
    INSTEAD.put(Number.class, "use int, long, double or " + BigDecimal.class.getSimpleName());
    INSTEAD.put(CharSequence.class, "use String");
    INSTEAD.put(java.nio.ByteBuffer.class, "use byte[]");
    INSTEAD.put(Optional.class, "say what it holds, as Optional<String>");
    INSTEAD.put(Map.class, "use Map<String, ...>, or a List of records");
    INSTEAD.put(Collection.class, "use List<...> or Set<...>");
    INSTEAD.put(
        SpecificRecord.class, "use a record: a generated class is a payload by itself only");
  }

  private Refusals() {}

  /** What to do instead of this class. */
  static String instead(Class<?> type) {
    if (type.isArray()) {
      return "use List<" + boxed(type.getComponentType()) + ">";
    }
    if (type == Object.class) {
      return "use a type that says what it holds";
    }
    return INSTEAD.entrySet().stream()
        .filter(each -> each.getKey().isAssignableFrom(type))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> instead(type.isInterface()));
  }

  private static String instead(boolean anInterface) {
    return anInterface
        ? "make it a sealed interface of records, or use a String"
        : "make it a record, or use a String";
  }

  private static String boxed(Class<?> type) {
    return type.isPrimitive()
        ? java.lang.invoke.MethodType.methodType(type).wrap().returnType().getSimpleName()
        : type.getSimpleName();
  }

  /** Why a class that is no record is no payload, and what to do. */
  static PayloadTypeException payload(Class<?> type) {
    String why;
    if (type.isSealed()) {
      why = "it is a choice of several: put it into a record, as a component";
    } else if (isPlainValue(type)) {
      why = "it is no record: put it into one, as record Line(String text) {}";
    } else {
      why = "it is no record: make it one, or let Avro generate it";
    }
    return new PayloadTypeException(type.getName() + " cannot be a payload, since " + why);
  }

  private static boolean isPlainValue(Class<?> type) {
    return type.isPrimitive()
        || type.isArray()
        || type.isEnum()
        || type.getName().startsWith("java.")
        || List.class.isAssignableFrom(type);
  }
}
