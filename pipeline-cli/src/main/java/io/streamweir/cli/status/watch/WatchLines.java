package io.streamweir.cli.status.watch;

import io.streamweir.cli.terminal.Output;
import io.streamweir.http.core.Json;
import io.streamweir.http.sample.StatusHistory;
import io.streamweir.http.sample.StatusSample;
import io.streamweir.http.view.StatusJson;
import java.time.Instant;

/** Shows a watch as lines that stay: JSON, or one per stage for people. */
public final class WatchLines implements WatchView {
  private final Output out;
  private final boolean json;

  public WatchLines(Output out, boolean json) {
    this.out = out;
    this.json = json;
  }

  @Override
  public void sampled(StatusSample sample, StatusHistory history) {
    out.line(
        json
            ? Json.text(StatusJson.of(sample, history))
            : String.join("\n", StatusLines.of(sample, history)));
  }

  @Override
  public void failed(Outage outage) {
    Instant now = Instant.now();
    out.line(
        json
            ? Json.text(StatusJson.outage(now, outage.reason(), outage.since()))
            : StatusLines.of(outage, now));
  }
}
