package io.streamweir.inspect;

import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.feature.keyed.KeyedQueries;
import io.streamweir.pipeline.Plural;
import io.streamweir.pipeline.StageDefinition;

/** Entries of a keyed stage that wait for their keys while no worker owns the partition. */
final class ParkedExamination implements StageExamination {
  @Override
  public void examine(Subject subject, Keys keys, StageDefinition<?, ?> stage, Findings findings) {
    if (!stage.config().keys().any()) {
      return;
    }
    KeyedQueries.Answer there =
        subject.link().await(new KeyedQueries(subject.link(), keys, stage.name()).ask());
    if (there.parked() > 0 && there.owner().isEmpty()) {
      findings.wrong(
          Plural.of(there.parked(), "entry", "entries")
              + " of "
              + Plural.of(there.blockedKeys(), "key", "keys")
              + (there.parked() == 1 ? " waits in " : " wait in ")
              + keys.parked(stage.name())
              + " and no worker owns the partition",
          "start a worker for this stage: it owns the partition within its lease");
    }
  }
}
