package io.streamweir.cli.status.watch;

import io.streamweir.cli.text.Figures;
import io.streamweir.http.sample.StageHistory;
import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.inspect.StageStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Writes samples as one compact line per stage, for logs and pipes. */
final class StatusLines {
  private StatusLines() {}

  /** The newest sample of a history. */
  static List<String> of(StatusSample sample, StatusHistory history) {
    List<String> lines = new ArrayList<>();
    for (StatusSample.OfPipeline pipeline : sample.pipelines()) {
      for (StatusSample.OfStage stage : pipeline.stages()) {
        String begin = time(sample.time()) + " " + pipeline.name() + "/" + stage.name();
        StageHistory known = history.of(pipeline.name(), stage.name());
        String paused = pipeline.paused(stage.name()) ? "  paused" : "";
        String rests = pipeline.rests(stage.name()) ? "  rests" : "";
        lines.add(begin + " " + figures(stage.whole(), known) + paused + rests);
        stage
            .levels()
            .forEach(
                (priority, level) ->
                    lines.add(
                        begin
                            + "/"
                            + priority
                            + " "
                            + figures(level, history.of(pipeline.name(), stage.name(), priority))));
      }
    }
    return lines;
  }

  /** That the server could not be asked. */
  static String of(Outage outage, Instant now) {
    return time(now) + " " + outage.text(now);
  }

  private static String figures(StageStatus stage, StageHistory known) {
    return String.join(
        "  ",
        "in " + Figures.rate(known.in()) + "/s",
        "out " + Figures.rate(known.out()) + "/s",
        "failed " + Figures.share(stage.attempts().failedRatio()),
        "through " + Figures.share(stage.attempts().ranThroughRatio()),
        "waiting " + (stage.lagKnown() ? "" : "~") + stage.lag(),
        "oldest " + Figures.age(stage.oldestWaitingSeconds()),
        "pending " + stage.pending(),
        "oldest " + Figures.age(stage.oldestPendingSeconds()),
        "held " + Figures.age(stage.oldestDeliveredSeconds()),
        "delayed " + stage.delayed(),
        "dead " + stage.dead(),
        "workers " + stage.consumers(),
        "drain " + Figures.drain(known.drainSeconds()));
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
