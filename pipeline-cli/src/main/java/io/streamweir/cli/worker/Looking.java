package io.streamweir.cli.worker;

import io.streamweir.http.health.Health;
import java.util.List;

/**
 * The health of a process that looks at pipelines: alive as long as it answers, ready while it
 * sees.
 */
final class Looking implements Health {
  private final MetricsExport export;
  private volatile boolean stopping;

  Looking(MetricsExport export) {
    this.export = export;
  }

  /** The process is about to end. */
  void stops() {
    stopping = true;
  }

  @Override
  public Answer live() {
    return new Answer(true, "alive");
  }

  @Override
  public Answer ready() {
    if (stopping) {
      return new Answer(false, "stopping");
    }
    if (!export.looks()) {
      return new Answer(false, "starting: waiting for Redis");
    }
    List<String> unseen = export.unseen();
    return unseen.isEmpty()
        ? new Answer(true, "ready")
        : new Answer(false, "the backlog cannot be read of " + String.join(", ", unseen));
  }
}
