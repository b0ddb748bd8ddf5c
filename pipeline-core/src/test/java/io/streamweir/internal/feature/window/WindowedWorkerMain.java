package io.streamweir.internal.feature.window;

import io.streamweir.pipeline.Count;
import io.streamweir.pipeline.Outcome;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageContext;
import io.streamweir.pipeline.Window;
import io.streamweir.pipeline.WindowSummary;
import io.streamweir.pipeline.WindowUpdate;
import io.streamweir.redis.RedisConfig;
import io.streamweir.redis.RedisLink;
import io.streamweir.testrecords.Text;
import io.streamweir.worker.Worker;
import io.streamweir.worker.WorkerConfig;
import java.time.Duration;

/** A worker that fills windows, in a process of its own: URI, namespace, consumer name. */
final class WindowedWorkerMain {
  private WindowedWorkerMain() {}

  static Window window() {
    return Window.tumbling("traffic", Duration.ofSeconds(1), "summed");
  }

  /** Texts are {@code time key value text}; what is of no window is counted as handled alone. */
  static Pipeline<Text> pipeline(Window window) {
    return Pipeline.named("windowed")
        .accepts(Text.class)
        .stage("pass", Text.class, (text, context) -> Outcome.forward(text))
        .stage("work", Text.class, WindowedWorkerMain::fill)
        .branch("summed", WindowSummary.class, Text.class, WindowedWorkerMain::sum)
        .window(window)
        .build();
  }

  private static Outcome<Text> fill(Text text, StageContext context) {
    if (text.getValue().equals("unknown")) {
      return Outcome.<Text>reject("never seen").windowing(WindowUpdate.of("unknown", 0));
    }
    String[] words = text.getValue().split(" ");
    long value = Long.parseLong(words[2]);
    WindowUpdate update =
        WindowUpdate.of("traffic", words[1], Long.parseLong(words[0]))
            .count("events")
            .sum("value", value)
            .min("value", value)
            .max("value", value)
            .distinct("texts", words[3]);
    return Outcome.<Text>drop().counting(Count.one("work", "handled")).windowing(update);
  }

  private static Outcome<Text> sum(WindowSummary summary, StageContext context) {
    return Outcome.<Text>finish(summary)
        .counting(Count.one("summed", "summaries"))
        .counting(new Count("summed", "events", summary.getUpdates()))
        .counting(Count.one("once", context.jobId()));
  }

  public static void main(String[] args) {
    RedisLink link = RedisLink.open(RedisConfig.of(args[0]).withNamespace(args[1]));
    WorkerConfig config =
        WorkerConfig.defaults().withConsumer(args[2]).withLease(Duration.ofSeconds(1));
    Worker.start(link, pipeline(window()), config);
    System.out.println("ready.");
  }
}
