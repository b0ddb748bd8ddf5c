package io.streamweir.http.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. A segment that is written out wins over a parameter, and {@code
 * {name...}} as the last segment takes all that is left. Immutable.
 */
final class Router {
  private final Node root = new Node();

  Router(List<Route> routes) {
    routes.forEach(this::add);
  }

  /** A place in the tree of paths. */
  private static final class Node {
    private final Map<String, Node> named = new HashMap<>();
    private final Map<String, Target> methods = new TreeMap<>();
    private @Nullable Node any;
    private @Nullable Node rest;

    /** The place of a segment below this one, which is made where there is none. */
    private Node below(String segment) {
      if (segment.endsWith("...}")) {
        rest = rest == null ? new Node() : rest;
        return rest;
      }
      if (segment.startsWith("{")) {
        any = any == null ? new Node() : any;
        return any;
      }
      return named.computeIfAbsent(segment, each -> new Node());
    }
  }

  /** A route and how it calls the parts of its path. */
  private record Target(Route route, List<String> names) {
    private static Target of(Route route) {
      return new Target(
          route,
          segments(route.path()).stream()
              .filter(segment -> segment.startsWith("{"))
              .map(segment -> segment.replaceAll("[{}.]", ""))
              .toList());
    }
  }

  /** What there is at a path. */
  static final class Found {
    private final Map<String, Target> methods;
    private final List<String> values;

    private Found(Map<String, Target> methods, List<String> values) {
      this.methods = methods;
      this.values = values;
    }

    /** What {@code Allow} says. */
    String allowed() {
      Set<String> allowed = new TreeSet<>(methods.keySet());
      if (methods.containsKey("GET")) {
        allowed.add("HEAD");
      }
      allowed.add("OPTIONS");
      return String.join(", ", allowed);
    }

    private @Nullable Target target(String method) {
      return methods.get(method.equals("HEAD") ? "GET" : method);
    }

    Optional<Route> route(String method) {
      return Optional.ofNullable(target(method)).map(Target::route);
    }

    /** The path's parameters by the names that the method's route gives them. */
    Map<String, String> parameters(String method) {
      Target target = target(method);
      List<String> names = target == null ? List.of() : target.names();
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        parameters.put(names.get(i), values.get(i));
      }
      return parameters;
    }
  }

  private void add(Route route) {
    Node node = root;
    for (String segment : segments(route.path())) {
      node = node.below(segment);
    }
    if (node.methods.put(route.method(), Target.of(route)) != null) {
      throw new IllegalArgumentException("two routes: " + route.method() + " " + route.path());
    }
  }

  /** What there is at a path. */
  Optional<Found> find(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    return Optional.ofNullable(find(root, segments(path), 0, List.of()));
  }

  private static @Nullable Found find(
      Node node, List<String> segments, int at, List<String> values) {
    if (at == segments.size()) {
      return node.methods.isEmpty() ? null : new Found(node.methods, values);
    }
    String segment = Query.segment(segments.get(at));
    Node named = node.named.get(segment);
    Found found = named == null ? null : find(named, segments, at + 1, values);
    if (found == null && node.any != null && !segment.isEmpty()) {
      found = find(node.any, segments, at + 1, plus(values, segment));
    }
    if (found == null && node.rest != null) {
      String rest = String.join("/", segments.subList(at, segments.size()));
      found = new Found(node.rest.methods, plus(values, Query.segment(rest)));
    }
    return found;
  }

  private static List<String> plus(List<String> values, String value) {
    List<String> more = new java.util.ArrayList<>(values);
    more.add(value);
    return more;
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
