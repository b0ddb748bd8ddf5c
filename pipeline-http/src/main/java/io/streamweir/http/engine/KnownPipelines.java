package io.streamweir.http.engine;

import io.streamweir.internal.entry.PipelineMeta;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.redis.RedisLink;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Pipelines by code, or by what Redis knows where no code defines them. Thread-safe. */
public final class KnownPipelines {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, Pipeline<?>> definitions = new TreeMap<>();
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  private record Seen(PipelineFacts<?> facts, long at) {}

  KnownPipelines(Collection<? extends Pipeline<?>> definitions) {
    definitions.forEach(each -> this.definitions.put(each.name(), each));
  }

  /** Those that code defines, by name. */
  public List<Pipeline<?>> definitions() {
    return List.copyOf(definitions.values());
  }

  /** The pipeline of this name where code defines it. */
  public Optional<Pipeline<?>> definition(String name) {
    return Optional.ofNullable(definitions.get(name));
  }

  /**
   * The pipeline of this name as Redis has it; asks Redis at most every few seconds.
   *
   * @throws io.streamweir.pipeline.UnknownPipelineException where nobody knows it
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  public PipelineFacts<?> find(RedisLink link, String name) {
    long now = System.nanoTime();
    Seen known = seen.get(name);
    if (known != null && now - known.at() < FRESH_NANOS) {
      return known.facts();
    }
    PipelineFacts<?> facts = ask(link, name);
    seen.put(name, new Seen(facts, now));
    return facts;
  }

  private PipelineFacts<?> ask(RedisLink link, String name) {
    Optional<Pipeline<?>> definition = definition(name);
    return definition.isPresent()
        ? PipelineMeta.known(link.patient(), definition.get()).facts()
        : PublishedFacts.read(link.patient(), name);
  }
}
