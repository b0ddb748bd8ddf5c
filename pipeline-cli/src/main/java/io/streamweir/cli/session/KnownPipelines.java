package io.streamweir.cli.session;

import io.streamweir.cli.failure.Failures;
import io.streamweir.cli.failure.UsageException;
import io.streamweir.cli.found.Pipelines;
import io.streamweir.internal.entry.PipelineMeta;
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
   * Opens the link on which {@link #find} can ask for the pipeline of this name.
   *
   * @param name empty for the only one that is meant where none is named
   * @throws UsageException where no provider gives it and there is no Redis to know it
   */
  public RedisLink openLink(String name) {
    boolean given = definition(name).isPresent();
    try {
      return session.openLink();
    } catch (RedisCallException e) {
      throw given ? e : unknown(name, e);
    }
  }

  /**
   * The pipeline of this name as Redis has it, as far as Redis has it.
   *
   * @param name empty for the only one that is meant where none is named
   * @throws UsageException where neither a provider nor Redis knows it
   */
  public PipelineFacts<?> find(RedisLink link, String name) {
    Optional<Pipeline<?>> definition = definition(name);
    return definition.isPresent()
        ? PipelineMeta.known(link.patient(), definition.get()).facts()
        : published(link, name);
  }

  private Optional<Pipeline<?>> definition(String name) {
    Pipelines pipelines = session.pipelines();
    return name.isEmpty() ? Optional.of(pipelines.find(name)) : pipelines.definition(name);
  }

  /**
   * What Redis knows of the pipeline of this name, which no provider gives.
   *
   * @throws UsageException where Redis does not know it
   */
  public PipelineFacts<?> published(RedisLink link, String name) {
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
