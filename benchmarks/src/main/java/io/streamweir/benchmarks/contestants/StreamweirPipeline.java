package io.streamweir.benchmarks.contestants;

import io.streamweir.client.JobClient;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.schemas.accesslog.LogLine;
import io.streamweir.stages.accesslog.AccessLogPipeline;
import io.streamweir.worker.Worker;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The shipped pipeline access-log: client and worker in one process. */
final class StreamweirPipeline implements Contestant {
  private static final int BATCH = 5_000;

  private final Pipeline<LogLine> pipeline;
  private final RedisLink link;
  private List<String> lines = List.of();
  private @Nullable Worker worker;

  /** The pipeline as it is shipped, but for how the stages behind the first one are run. */
  StreamweirPipeline(String uri, UnaryOperator<StageConfig> later) {
    link = RedisLink.open(uri);
    pipeline =
        AccessLogPipeline.pipeline(1).reconfigured("classify", later).reconfigured("tally", later);
  }

  @Override
  public void start(Task task) throws IOException {
    if (lines.size() != task.number("count")) {
      lines = LogLines.of(task.number("count"));
    }
    worker = Worker.start(link, pipeline);
  }

  @Override
  public Map<String, Double> run(Task task) {
    try (JobClient<LogLine> jobs = JobClient.connect(link, pipeline)) {
      for (int done = 0; done < lines.size(); done += BATCH) {
        List<String> batch = lines.subList(done, Math.min(lines.size(), done + BATCH));
        jobs.submitAll(batch.stream().map(LogLine::new).toList());
      }
    }
    return Map.of();
  }

  @Override
  public void stop() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  @Override
  public void close() {
    stop();
    link.close();
  }
}
