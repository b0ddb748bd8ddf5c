package io.streamweir.worker;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import java.time.Duration;

/** A worker of a pipeline with several partitions in a process of its own: URI, namespace. */
public final class DutyWorkerMain {
  public static final int PARTITIONS = 8;

  private DutyWorkerMain() {}

  /** Counts each text at its last stage. */
  public static Pipeline<Text> pipeline() {
    return Pipeline.named("duties")
        .accepts(Text.class)
        .partitions(PARTITIONS)
        .stage("first", Text.class, (text, context) -> Outcome.forward(text))
        .stage(
            "last",
            Text.class,
            (text, context) -> Outcome.<Text>drop().counting(Count.one("last", text.getValue())))
        .build();
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    WorkerConfig config = WorkerConfig.defaults().withLease(Duration.ofSeconds(1));
    Worker.start(link, pipeline(), config);
    System.out.println("ready.");
  }
}
