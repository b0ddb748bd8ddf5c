package io.streamweir.cli;

import io.streamweir.inspect.LaneStatus;
import io.streamweir.inspect.StageStatus;
import java.time.Instant;
import java.util.List;

/**
 * What the server said at one moment.
 *
 * @param time when it was asked, by this machine's clock
 * @param nanos the same by the clock that never jumps, for rates
 */
record StatusSample(Instant time, long nanos, List<OfPipeline> pipelines) {
  /** What it said of one pipeline. */
  record OfPipeline(String name, List<StageStatus> stages, List<LaneStatus> lanes) {}
}
