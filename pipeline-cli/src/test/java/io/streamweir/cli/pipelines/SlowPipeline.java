package io.streamweir.cli.pipelines;

import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineProvider;
import io.streamweir.schemas.accesslog.AccessEvent;
import java.util.concurrent.TimeUnit;

/**
 * The pipeline {@code slow}, whose only stage says that it begins, that it has come to {@code page
 * 4 of 10}, and does not end for a minute.
 */
public final class SlowPipeline implements PipelineProvider {
  public static final String BEGUN = "slow handler begins";

  @Override
  public Pipeline<?> pipeline() {
    return Pipeline.named("slow")
        .accepts(AccessEvent.class)
        .stage(
            "wait",
            AccessEvent.class,
            (event, context) -> {
              System.out.println(BEGUN);
              context.progress(0.4, "page 4 of 10");
              TimeUnit.MINUTES.sleep(1);
              return Outcome.drop();
            })
        .build();
  }
}
