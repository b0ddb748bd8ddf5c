package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.gather.GatherStore;
import java.time.Duration;
import java.util.List;

/** Gathers whose time is over and that no worker ends. */
final class GatherExamination implements Examination {
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final int SAMPLE = 1_000;

  @Override
  public void examine(Subject subject, Findings findings) {
    subject.learnTypes(subject.partitions().stream().map(Keys::gathers).toList());
    List<Keys> readable =
        subject.partitions().stream()
            .filter(keys -> subject.sound(keys.gathers(), "zset", findings))
            .toList();
    long late = subject.now() - LATE.toMillis();
    List<Integer> overdue =
        subject
            .link()
            .awaitEach(
                readable,
                keys ->
                    new GatherStore(subject.link(), keys)
                        .overdue(late, SAMPLE)
                        .thenApply(List::size));
    for (int i = 0; i < overdue.size(); i++) {
      if (overdue.get(i) > 0) {
        findings.wrong(
            overdue.get(i)
                + " splits in "
                + readable.get(i).gathers()
                + " should have been ended by now",
            "start a worker of the pipeline: it ends those that were not complete in time");
      }
    }
  }
}
