package io.streamweir.cli;

import java.time.Instant;

/** Shows a watch as lines that stay: JSON, or one per stage for people. */
final class WatchLines implements WatchView {
  private final Output out;
  private final boolean json;

  WatchLines(Output out, boolean json) {
    this.out = out;
    this.json = json;
  }

  @Override
  public void sampled(StatusSample sample, StatusHistory history) {
    out.line(
        json ? StatusJson.of(sample, history) : String.join("\n", StatusLines.of(sample, history)));
  }

  @Override
  public void failed(Outage outage) {
    Instant now = Instant.now();
    out.line(json ? StatusJson.of(outage, now) : StatusLines.of(outage, now));
  }
}
