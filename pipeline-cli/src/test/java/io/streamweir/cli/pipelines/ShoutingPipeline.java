package io.streamweir.cli.pipelines;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.schemas.accesslog.AccessEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline {@code shouting}, whose only stage logs what is hard to write in one line. */
public final class ShoutingPipeline implements PipelineProvider {
  private static final Logger LOG = LoggerFactory.getLogger(ShoutingPipeline.class);

  @Override
  public Pipeline<?> pipeline() {
    return Pipeline.named("shouting")
        .accepts(AccessEvent.class)
        .stage(
            "shout",
            AccessEvent.class,
            (event, context) -> {
              LOG.error("two\nlines and \"quotes\"", new IllegalStateException("broken\nhere"));
              return Outcome.drop();
            })
        .build();
  }
}
