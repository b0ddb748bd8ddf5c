package io.streamweir.chaos.faults;

import io.streamweir.chaos.oracle.Allowance;
import io.streamweir.chaos.oracle.Submission;
import io.streamweir.chaos.rig.Field;
import io.streamweir.chaos.rig.Waiting;
import java.time.Duration;

/** Everything is deleted under load. */
final class Flushed implements Fault {
  private static final Duration BOUND = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "flushed";
  }

  @Override
  public String how() {
    return "FLUSHALL under load: what was there is gone, what comes after flows, with no restart of"
        + " a worker";
  }

  @Override
  public void strike(Field field, Extent extent) {
    int before = field.workers().started();
    long flushed = 0;
    for (int round = 0; round < extent.of(1, 5); round++) {
      Waiting.pause(field.between(Duration.ZERO, Duration.ofMillis(500)));
      field.site().redis().flushall();
      flushed = System.nanoTime();
      field.measured("progress after FLUSHALL", field.awaitProgress("new jobs flowed"), BOUND);
    }
    long last = flushed;
    field.allow(Allowance.losing((Submission job) -> job.begunAt() <= last));
    field.expect(
        "no worker was restarted",
        field.workers().started() == before && field.workers().running().size() == before);
  }
}
