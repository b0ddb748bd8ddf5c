package io.streamweir.internal.feature.checkpoint;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.Decided;
import io.streamweir.internal.lane.DecisionRule;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.function.BooleanSupplier;

/**
 * Has a checkpoint go with its entry. Where no handler of the lane has asked for one or saved one,
 * nothing is added to what was decided, so that plain hops stay plain. A cancelled job may have one
 * that an earlier worker saved.
 *
 * @param used whether handlers of the lane use checkpoints
 */
record CheckpointRule(BooleanSupplier used) implements DecisionRule {
  @Override
  public Decided apply(Entry entry, Decided decided) {
    boolean may = used.getAsBoolean() || (decided.ending() == Ending.CANCELLED && wasHere(entry));
    if (!may || entry.defect() != null) {
      return decided;
    }
    boolean kept = decided.ending() == Ending.RETRIED || decided.ending() == Ending.DEAD;
    return decided.and(new ForgetCheckpoint(entry.jobId(), entry.path(), kept));
  }

  private static boolean wasHere(Entry entry) {
    return entry.attempt() > 1 || entry.deliveries() > 1 || entry.replays() > 0;
  }
}
