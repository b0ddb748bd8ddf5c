package io.streamweir.inspect;

import static io.streamweir.worker.Rig.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.client.Receipt;
import io.streamweir.client.Result;
import io.streamweir.inspect.Purge.Step;
import io.streamweir.internal.entry.InboxQueries;
import io.streamweir.internal.entry.Keys;
import io.streamweir.worker.Rig;
import io.streamweir.worker.Worker;
import java.util.List;

/** What tests of purges have in common. */
final class Purges {
  private Purges() {}

  static JobChoice where(String expression) {
    return JobChoice.all().where(JobFilter.of(List.of(expression)));
  }

  static Purge purge(Rig rig, String stage, JobState state, JobChoice choice) {
    return new Purge(rig.link, rig.pipeline.facts(), stage, state, choice);
  }

  /** All steps of a purge, added up. */
  static Step all(Purge purge, int limit) {
    Step sum = new Step(0, 0, 0, 0, 0, "");
    String at = Purge.BEGIN;
    do {
      Step step = purge.step(at, limit);
      sum =
          new Step(
              sum.looked() + step.looked(),
              sum.cancelled() + step.cancelled(),
              sum.ended() + step.ended(),
              sum.entries() + step.entries(),
              sum.removed() + step.removed(),
              step.next());
      at = step.next();
    } while (!at.isEmpty());
    return sum;
  }

  static long count(Purge purge) {
    long matched = 0;
    String at = Purge.BEGIN;
    do {
      Purge.Count count = purge.count(at);
      matched += count.matched();
      at = count.next();
    } while (!at.isEmpty());
    return matched;
  }

  static long lag(Rig rig, String stage) {
    InboxQueries queries = new InboxQueries(rig.link);
    return Keys.levels(rig.link, rig.pipeline).stream()
        .mapToLong(
            keys ->
                rig.link
                    .await(queries.group(keys.inbox(stage)))
                    .map(InboxQueries.Group::lag)
                    .orElse(0L))
        .sum();
  }

  static void createGroups(Rig rig) {
    Worker worker = rig.worker();
    until(() -> worker.lanes().size() >= rig.pipeline.partitions());
    worker.close();
  }

  static void expectCancelled(Rig rig, List<Receipt> receipts) throws Exception {
    for (Receipt receipt : receipts) {
      assertThat(rig.result(receipt)).isEqualTo(new Result.Cancelled(receipt.jobId()));
    }
  }
}
