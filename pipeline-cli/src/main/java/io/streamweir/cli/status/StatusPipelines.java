package io.streamweir.cli.status;

import io.streamweir.cli.failure.CommandFailedException;
import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.Pipelines;
import io.streamweir.cli.session.KnownPipelines;
import io.streamweir.cli.session.Session;
import io.streamweir.inspect.PipelineNames;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pipelines that {@code status} shows. Those that no provider gives are shown by what Redis
 * knows of them: the one that is named, or all where a provider is broken, which may be theirs.
 */
final class StatusPipelines {
  private final Session session;
  private final Pipelines pipelines;
  private final KnownPipelines known;
  private final List<String> names;
  private final boolean searches;

  /**
   * Those that are meant.
   *
   * @param name empty where none is named
   */
  StatusPipelines(Session session, String name) {
    this.session = session;
    this.pipelines = session.pipelines();
    this.known = new KnownPipelines(session);
    this.names = name.isEmpty() ? pipelines.meant() : List.of(name);
    this.searches = name.isEmpty() && !pipelines.chosen() && pipelines.incomplete();
    if (names.isEmpty() && !searches) {
      throw pipelines.none();
    }
  }

  /** All of them, where Redis need not be asked which there are. */
  Optional<List<PipelineFacts<?>>> withoutRedis() {
    return searches || firstUndefined().isPresent()
        ? Optional.empty()
        : Optional.of(all(names.stream().map(this::definition).flatMap(Optional::stream).toList()));
  }

  private static List<PipelineFacts<?>> all(List<? extends PipelineFacts<?>> facts) {
    return List.copyOf(facts);
  }

  /**
   * Opens the link that shows them.
   *
   * @throws UsageException where there is no Redis to know a pipeline that no provider gives
   */
  RedisLink openLink() {
    try {
      return session.openLink();
    } catch (RedisCallException e) {
      throw firstUndefined().<RuntimeException>map(name -> known.unknown(name, e)).orElse(e);
    }
  }

  /**
   * All of them.
   *
   * @throws UsageException where neither a provider nor Redis knows one that was named
   * @throws CommandFailedException where there is none
   */
  List<PipelineFacts<?>> find(RedisLink link) {
    List<PipelineFacts<?>> all = new ArrayList<>();
    for (String name : names) {
      Optional<PipelineFacts<?>> definition = definition(name);
      all.add(definition.isPresent() ? definition.get() : named(link, name));
    }
    if (searches) {
      all.addAll(others(link));
    }
    if (all.isEmpty()) {
      throw pipelines.none();
    }
    return all;
  }

  private Optional<String> firstUndefined() {
    return names.stream().filter(name -> definition(name).isEmpty()).findFirst();
  }

  private Optional<PipelineFacts<?>> definition(String name) {
    return pipelines.definition(name).map(Pipeline::facts);
  }

  private PipelineFacts<?> named(RedisLink link, String name) {
    PipelineFacts<?> facts = known.published(link, name);
    warnOfWindows(name);
    return facts;
  }

  /** Those that Redis knows and no provider gives; what hinders that is told of. */
  private List<PipelineFacts<?>> others(RedisLink link) {
    List<PipelineFacts<?>> others = new ArrayList<>();
    try {
      PipelineNames known = PipelineNames.find(link.patient());
      for (String name : known.names()) {
        if (!pipelines.gives(name)) {
          published(link, name, others);
        }
      }
      if (!known.complete()) {
        session.warn("Redis has too many keys to find all pipelines; give --pipeline for others");
      }
    } catch (RedisCallException e) {
      session.warn(
          "pipelines that only Redis knows are left out, give --pipeline for each: "
              + Failures.message(e));
    }
    return others;
  }

  private void published(RedisLink link, String name, List<PipelineFacts<?>> into) {
    try {
      into.add(published(link, name));
    } catch (StreamweirException e) {
      session.warn("pipeline '" + name + "' is left out: " + Failures.message(e));
    }
  }

  private PipelineFacts<?> published(RedisLink link, String name) {
    PipelineFacts<?> facts = PublishedFacts.read(link.patient(), name);
    warnOfWindows(name);
    return facts;
  }

  private void warnOfWindows(String name) {
    session.warn(
        "no provider on the class path gives pipeline '"
            + name
            + "'; its figures come from what Redis knows of it, without windows");
  }
}
