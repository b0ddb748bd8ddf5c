package io.streamweir.cli;

import io.streamweir.inspect.StageStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one stage has come.
 *
 * @param done entries that it is done with, dead ones included
 */
record StageProgress(String stage, long waiting, long pending, long done, long dead) {
  /**
   * The progress of stages in a row, each of which hands on all that does not die.
   *
   * @param submitted jobs that entered the first stage, as far as is known: the newest may not be counted yet
   * @param before the progress when it was last asked for; empty the first time
   */
  static List<StageProgress> of(
      List<StageStatus> stages, long submitted, List<StageProgress> before) {
    List<StageProgress> progress = new ArrayList<>();
    long entered = submitted;
    for (StageStatus stage : stages) {
      long least = before.isEmpty() ? 0 : before.get(progress.size()).done;
      long done = Math.max(least, entered - stage.backlog() - stage.delayed());
      progress.add(
          new StageProgress(
              stage.stage(), stage.lag() + stage.delayed(), stage.pending(), done, stage.dead()));
      entered = Math.max(0, done - stage.dead());
    }
    return progress;
  }

  boolean idle() {
    return waiting == 0 && pending == 0;
  }
}
