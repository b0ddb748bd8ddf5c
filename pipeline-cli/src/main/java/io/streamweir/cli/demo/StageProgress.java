package io.streamweir.cli.demo;

import io.streamweir.inspect.StageStatus;

/**
 * How far one stage has come.
 *
 * @param waiting entries that wait, for their turn or for their time
 * @param done entries that it has settled, dead ones and those that ran through included
 */
record StageProgress(String stage, long waiting, long pending, long done, long dead) {
  static StageProgress of(StageStatus status) {
    return new StageProgress(
        status.stage(),
        status.lag() + status.delayed(),
        status.pending(),
        status.done() + status.ranThrough(),
        status.dead());
  }

  /** The progress before anything happened. */
  StageProgress atFirst() {
    return new StageProgress(stage, 0, 0, 0, 0);
  }

  boolean idle() {
    return waiting == 0 && pending == 0;
  }
}
