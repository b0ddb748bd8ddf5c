package io.streamweir.stages.accesslog;

import io.streamweir.pipeline.Count;
import io.streamweir.schemas.accesslog.FindingKind;
import io.streamweir.schemas.accesslog.Resource;
import io.streamweir.schemas.accesslog.Visitor;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The counters whose names are known beforehand, made once. Immutable. */
final class KnownCounts {
  private final Count[] status =
      IntStream.range(0, 1000)
          .mapToObj(code -> String.format(Locale.ROOT, "%03d", code))
          .map(code -> Count.one(Counters.STATUS, code))
          .toArray(Count[]::new);
  private final Map<String, Count> methods = new HashMap<>();
  private final Map<Visitor, Map<Resource, Count>> traffic = new EnumMap<>(Visitor.class);
  private final Map<FindingKind, Count> findings = new EnumMap<>(FindingKind.class);

  KnownCounts() {
    for (String method :
        new String[] {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "other"}) {
      methods.put(method, Count.one(Counters.METHODS, method));
    }
    for (Visitor visitor : Visitor.values()) {
      traffic.put(visitor, ofVisitor(visitor));
    }
    for (FindingKind kind : FindingKind.values()) {
      findings.put(kind, Count.one(Counters.FINDINGS, name(kind)));
    }
  }

  Count status(int code) {
    return code >= 0 && code < status.length
        ? status[code]
        : Count.one(Counters.STATUS, String.valueOf(code));
  }

  Count method(String method) {
    Count count = methods.get(method);
    return count == null ? Count.one(Counters.METHODS, method) : count;
  }

  Count traffic(Visitor visitor, Resource resource) {
    return Objects.requireNonNull(Objects.requireNonNull(traffic.get(visitor)).get(resource));
  }

  Count finding(FindingKind kind) {
    return Objects.requireNonNull(findings.get(kind));
  }

  private static Map<Resource, Count> ofVisitor(Visitor visitor) {
    Map<Resource, Count> counts = new EnumMap<>(Resource.class);
    for (Resource resource : Resource.values()) {
      counts.put(resource, Count.one(Counters.TRAFFIC, name(visitor) + "/" + name(resource)));
    }
    return counts;
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
