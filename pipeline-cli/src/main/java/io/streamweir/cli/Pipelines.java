package io.streamweir.cli;

import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The pipelines on the class path, found when first asked for. A provider that cannot be used is
 * told of, and hinders nobody else's pipeline.
 */
final class Pipelines {
  private static final int MAX_BROKEN = 100;

  private final Consumer<String> warnings;
  private final ClassLoader loader;
  private final TreeMap<String, Pipeline<?>> found = new TreeMap<>();
  private final Map<String, PipelineProvider> providers = new HashMap<>();
  private final List<String> broken = new ArrayList<>();
  private boolean looked;

  Pipelines(Consumer<String> warnings) {
    this(warnings, Pipelines.class.getClassLoader());
  }

  Pipelines(Consumer<String> warnings, ClassLoader loader) {
    this.warnings = warnings;
    this.loader = loader;
  }

  /** All of them by name; warns of those that cannot be used. */
  List<Pipeline<?>> all() {
    look();
    broken.forEach(warnings);
    if (found.isEmpty()) {
      throw new CommandFailedException(
          "no pipeline on the class path; add your jar to STREAMWEIR_CLASSPATH and name its provider in"
              + " META-INF/services/"
              + PipelineProvider.class.getName());
    }
    return List.copyOf(found.values());
  }

  /**
   * The pipeline of this name.
   *
   * @param name empty for the only one that there is
   * @throws UsageException where there is none, naming those that there are
   */
  Pipeline<?> find(String name) {
    look();
    Pipeline<?> pipeline = name.isEmpty() ? only() : found.get(name);
    if (pipeline == null) {
      broken.forEach(warnings);
      throw new UsageException("unknown pipeline '" + name + "'; known: " + names());
    }
    return pipeline;
  }

  /**
   * What a worker of this process would need to work on the pipeline, where something is missing.
   *
   * @throws UsageException where what was given makes no sense
   */
  Optional<String> missing(Pipeline<?> pipeline) {
    try {
      return Optional.ofNullable(providers.get(pipeline.name())).flatMap(PipelineProvider::missing);
    } catch (IllegalArgumentException e) {
      throw new UsageException("cannot work on " + pipeline.name() + ": " + Failures.message(e));
    }
  }

  private Pipeline<?> only() {
    List<Pipeline<?>> all = all();
    if (all.size() > 1) {
      throw new UsageException("which pipeline? Give --pipeline, one of " + names());
    }
    return all.get(0);
  }

  private String names() {
    return found.isEmpty() ? "none" : String.join(", ", found.keySet());
  }

  private void look() {
    if (looked) {
      return;
    }
    looked = true;
    Iterator<PipelineProvider> services =
        ServiceLoader.load(PipelineProvider.class, loader).iterator();
    while (broken.size() < MAX_BROKEN && addNext(services)) {}
  }

  private boolean addNext(Iterator<PipelineProvider> services) {
    String name = "";
    try {
      if (!services.hasNext()) {
        return false;
      }
      PipelineProvider provider = services.next();
      name = provider.getClass().getName() + ": ";
      add(provider.pipeline(), provider);
    } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      broken.add("a pipeline provider cannot be used and is left out: " + name + reason(e, cause));
    }
    return true;
  }

  private void add(Pipeline<?> pipeline, PipelineProvider provider) {
    if (found.putIfAbsent(pipeline.name(), pipeline) != null) {
      throw new IllegalStateException("another provider already gives '" + pipeline.name() + "'");
    }
    providers.put(pipeline.name(), provider);
  }

  private static String reason(Throwable e, Throwable cause) {
    return e == cause ? Failures.message(e) : Failures.message(e) + " (" + cause + ")";
  }
}
