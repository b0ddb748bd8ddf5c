package io.streamweir.cli.found;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the providers of a class path give, each of which may be broken. */
final class FoundPipelines {
  private static final int MAX_BROKEN = 100;

  private final OwnClassPath own;
  private final ClassLoader loader;
  private final TreeMap<String, Found> found = new TreeMap<>();
  private final TreeMap<String, String> ambiguous = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();
  private boolean ownGiven;

  private record Found(Pipeline<?> pipeline, PipelineProvider provider) {}

  FoundPipelines(ClassLoader loader, OwnClassPath own) {
    this.loader = loader;
    this.own = own;
    Iterator<PipelineProvider> services =
        ServiceLoader.load(PipelineProvider.class, loader).iterator();
    while (broken.size() < MAX_BROKEN && addNext(services)) {}
  }

  private boolean addNext(Iterator<PipelineProvider> services) {
    String name = "";
    boolean ofOwn = !own.isEmpty(); // where the provider cannot even be made
    try {
      if (!services.hasNext()) {
        return false;
      }
      PipelineProvider provider = services.next();
      name = provider.getClass().getName() + ": ";
      ofOwn = own.has(provider.getClass());
      add(provider.pipeline(), provider);
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      broken.add("a pipeline provider cannot be used and is left out: " + name + reason(e, cause));
    }
    ownGiven |= ofOwn;
    return true;
  }

  private void add(Pipeline<?> pipeline, PipelineProvider provider) {
    String name = pipeline.name();
    Set<String> places = places(provider.getClass());
    if (places.size() > 1) {
      ambiguous.put(name, provider.getClass().getName() + " is in " + String.join(" and ", places));
    }
    Found other = found.putIfAbsent(name, new Found(pipeline, provider));
    if (other != null) {
      ambiguous.put(name, described(other.provider()) + " and " + described(provider) + " give it");
    }
  }

  private String described(PipelineProvider provider) {
    Class<?> type = provider.getClass();
    return type.getName() + places(type).stream().findFirst().map(at -> " in " + at).orElse("");
  }

  /** Each place of the class path that has a class of this name. */
  private Set<String> places(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    Set<String> places = new TreeSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(file))) {
        String place = url.toString();
        places.add(
            place
                .substring(0, place.length() - file.length())
                .replaceFirst("^jar:", "")
                .replaceFirst("!/$", ""));
      }
    } catch (IOException e) {
      return Set.of();
    }
    return places;
  }

  private static String reason(Throwable e, Throwable cause) {
    return e == cause ? Failures.message(e) : Failures.message(e) + " (" + cause + ")";
  }

  /** Why providers cannot be used, one sentence each. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  /** All names, in order. */
  List<String> names() {
    return List.copyOf(found.keySet());
  }

  /**
   * Those that a command is about where none is named: the user's own, if any are given. The
   * shipped ones do not stand in for what the user gave and cannot be used.
   */
  List<String> usual() {
    return ownGiven || !own.wrong().isEmpty()
        ? found.keySet().stream().filter(this::isOwn).toList()
        : List.copyOf(found.keySet());
  }

  private boolean isOwn(String name) {
    Found is = found.get(name);
    return is != null && own.has(is.provider().getClass());
  }

  /**
   * The pipeline of this name.
   *
   * @throws CommandFailedException where two providers give it
   */
  @Nullable Pipeline<?> pipeline(String name) {
    String twice = ambiguous.get(name);
    if (twice != null) {
      throw new CommandFailedException(
          "there are two pipelines '" + name + "': " + twice + "; take one off the class path");
    }
    Found is = found.get(name);
    return is == null ? null : is.pipeline();
  }

  /** The provider of this pipeline. */
  Optional<PipelineProvider> provider(Pipeline<?> pipeline) {
    return Optional.ofNullable(found.get(pipeline.name())).map(Found::provider);
  }
}
