package io.streamweir.internal.feature.schedule;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.PipelineBuilder;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;

/** A worker of a pipeline with schedules in a process of its own: URI and namespace. */
final class TickingWorkerMain {
  private TickingWorkerMain() {}

  /** Counts each job by its id. */
  static PipelineBuilder<Text, Text> builder() {
    return Pipeline.named("ticking")
        .accepts(Text.class)
        .stage(
            "work",
            Text.class,
            (text, context) ->
                Outcome.<Text>finish(text).counting(Count.one("done", context.jobId())));
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    Worker.start(link, builder().build(), WorkerConfig.defaults().withLease(Duration.ofSeconds(1)));
    System.out.println("ready.");
  }
}
