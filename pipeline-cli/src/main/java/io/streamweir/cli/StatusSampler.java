package io.streamweir.cli;

import io.streamweir.inspect.Inspector;
import io.streamweir.redis.RedisLink;
import java.time.Instant;
import java.util.List;

/** Asks the server what waits and runs at the chosen stages. Thread-safe. */
final class StatusSampler {
  private final StageFilter filter;
  private final List<Inspector> inspectors;

  StatusSampler(RedisLink link, StageFilter filter) {
    this.filter = filter;
    this.inspectors =
        filter.pipelines().stream().map(pipeline -> new Inspector(link, pipeline)).toList();
  }

  /**
   * Asks.
   *
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked
   */
  StatusSample take() {
    Instant time = Instant.now();
    long nanos = System.nanoTime();
    return new StatusSample(time, nanos, inspectors.stream().map(this::ask).toList());
  }

  private StatusSample.OfPipeline ask(Inspector inspector) {
    return StatusSample.OfPipeline.of(
        inspector.pipeline().name(),
        inspector.inboxes().stream()
            .filter(inbox -> filter.includes(inbox.stage().stage()))
            .toList(),
        inspector.lanes().stream().filter(lane -> filter.includes(lane.stage())).toList());
  }
}
