package io.streamweir.internal.housekeeping;

import java.util.List;

/** Hears what the promoter is told of the schedules that are due. */
public interface Fires {
  /**
   * These are due.
   *
   * @param nowMillis the server's clock
   */
  void due(List<PromoteScript.Due> fires, long nowMillis);

  /** The server's clock was set back. */
  void clockWentBack();
}
