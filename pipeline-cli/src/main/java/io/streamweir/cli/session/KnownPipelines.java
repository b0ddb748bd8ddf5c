package io.streamweir.cli.session;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.internal.entry.PublishedFacts;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineFacts;
import io.streamweir.pipeline.StreamweirException;
import io.streamweir.pipeline.UnknownPipelineException;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.Optional;

/** Pipelines to look at: by a provider's definition, or by what Redis knows where none gives it. */
public final class KnownPipelines {
  private final Session session;

  public KnownPipelines(Session session) {
    this.session = session;
  }

  /**
   * The pipeline of this name.
   *
   * @param name empty for the only one that is meant where none is named
   * @throws UsageException where neither a provider nor Redis knows it
   */
  public PipelineFacts<?> find(RedisLink link, String name) {
    if (name.isEmpty()) {
      return session.pipelines().find(name).facts();
    }
    Optional<PipelineFacts<?>> definition = definition(name);
    return definition.isPresent() ? definition.get() : published(link, name);
  }

  /** The one of this name that a provider gives. */
  public Optional<PipelineFacts<?>> definition(String name) {
    return session.pipelines().definition(name).map(Pipeline::facts);
  }

  private PipelineFacts<?> published(RedisLink link, String name) {
    try {
      return PublishedFacts.read(link.patient(), name);
    } catch (UnknownPipelineException | RedisCallException e) {
      throw unknown(name, e);
    }
  }

  /** That no provider gives it, and why Redis does not know it either. */
  public UsageException unknown(String name, StreamweirException inRedis) {
    session.warn(Failures.message(inRedis));
    return session.pipelines().unknown(name);
  }
}
