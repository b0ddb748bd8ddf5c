package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.gather.GatherStore;
import java.time.Duration;

/** Gathers whose time is over and that no worker ends. */
final class GatherExamination implements Examination {
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final int SAMPLE = 1_000;

  @Override
  public void examine(Subject subject, Findings findings) {
    for (Keys keys : subject.partitions()) {
      if (!subject.sound(keys.gathers(), "zset", findings)) {
        continue;
      }
      long late = subject.queries().now() - LATE.toMillis();
      int overdue =
          subject.link().await(new GatherStore(subject.link(), keys).overdue(late, SAMPLE)).size();
      if (overdue > 0) {
        findings.wrong(
            overdue + " splits in " + keys.gathers() + " should have been ended by now",
            "start a worker of the pipeline: it ends those that were not complete in time");
      }
    }
  }
}
