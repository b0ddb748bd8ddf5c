package io.streamweir.cli.found;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines on the class path, found when first asked for. A provider that cannot be used is
 * told of, and hinders nobody else's pipeline. Where none is named, a command is about those that
 * {@code STREAMWEIR_PIPELINES} lists, else about the user's own, else about the shipped ones.
 */
public final class Pipelines {
  static final String CLASS_PATH = "STREAMWEIR_CLASSPATH";
  static final String CHOSEN = "STREAMWEIR_PIPELINES";

  private final Consumer<String> warnings;
  private final ClassLoader loader;
  private final OwnClassPath own;
  private final List<String> chosen;
  private @Nullable FoundPipelines found;

  public Pipelines(Consumer<String> warnings, Map<String, String> environment, ClassLoader loader) {
    this.warnings = warnings;
    this.loader = loader;
    this.own = new OwnClassPath(environment);
    this.chosen =
        Stream.of(environment.getOrDefault(CHOSEN, "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
  }

  /** Those that are meant where none is named, by name; warns of those that cannot be used. */
  public List<Pipeline<?>> all() {
    List<String> names = meant();
    if (names.isEmpty()) {
      throw none();
    }
    return List.copyOf(names.stream().<Pipeline<?>>map(this::named).toList());
  }

  /** The names of those that are meant where none is named; warns of those that cannot be used. */
  public List<String> meant() {
    found().broken().forEach(warnings);
    return usual();
  }

  /** That there is none. */
  public CommandFailedException none() {
    return new CommandFailedException(
        incomplete()
            ? "none of the pipelines that were given can be used"
            : "no pipeline on the class path; add your jar to "
                + CLASS_PATH
                + " and name its provider in META-INF/services/"
                + PipelineProvider.class.getName());
  }

  /** Whether the user chose by {@code STREAMWEIR_PIPELINES} those that are meant. */
  public boolean chosen() {
    return !chosen.isEmpty();
  }

  /**
   * Whether something that was given cannot be used, so that pipelines may be missing: what is said
   * of all pipelines is not said of those.
   */
  public boolean incomplete() {
    return !found().broken().isEmpty() || !own.wrong().isEmpty();
  }

  /**
   * The pipeline of this name.
   *
   * @param name empty for the only one that is meant where none is named
   * @throws UsageException where there is none, naming those that there are
   */
  public Pipeline<?> find(String name) {
    return name.isEmpty() ? only() : named(name);
  }

  private Pipeline<?> named(String name) {
    return definition(name).orElseThrow(() -> unknown(name));
  }

  /**
   * The pipeline of this name; empty where no provider gives it.
   *
   * @throws CommandFailedException where two providers give it
   */
  public Optional<Pipeline<?>> definition(String name) {
    return Optional.ofNullable(found().pipeline(name));
  }

  /** Whether a provider, or more than one, gives the pipeline of this name. */
  public boolean gives(String name) {
    return found().names().contains(name);
  }

  /** That no provider gives the pipeline of this name; warns of those that cannot be used. */
  public UsageException unknown(String name) {
    found().broken().forEach(warnings);
    return new UsageException("unknown pipeline '" + name + "'; known: " + joined(found().names()));
  }

  /**
   * What a worker of this process would need to work on the pipeline, where something is missing.
   *
   * @throws UsageException where what was given makes no sense
   */
  public Optional<String> missing(Pipeline<?> pipeline) {
    try {
      return found().provider(pipeline).flatMap(PipelineProvider::missing);
    } catch (IllegalArgumentException e) {
      throw new UsageException("cannot work on " + pipeline.name() + ": " + Failures.message(e));
    }
  }

  private Pipeline<?> only() {
    List<Pipeline<?>> all = all();
    if (all.size() > 1) {
      throw new UsageException("which pipeline? Give --pipeline, one of " + joined(usual()));
    }
    return all.get(0);
  }

  private List<String> usual() {
    return chosen.isEmpty() ? found().usual() : chosen;
  }

  private static String joined(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private FoundPipelines found() {
    FoundPipelines known = found;
    if (known == null) {
      own.wrong().forEach(wrong -> warnings.accept(CLASS_PATH + ": " + wrong));
      known = new FoundPipelines(loader, own);
      found = known;
    }
    return known;
  }
}
