package io.streamweir.internal.lane;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that a lane's inbox has its consumer group. Where it is gone, Redis has lost its data,
 * and the rest of what it should know is brought back too. For the lane's thread.
 */
public final class InboxGroup {
  private static final Logger LOG = LoggerFactory.getLogger(InboxGroup.class);

  private final LaneContext lane;
  private final Runnable reintroduce;
  private boolean sure;
  private boolean seen;
  private boolean lost;

  /**
   * For a lane.
   *
   * @param reintroduce makes the pipeline and its schemas known to a Redis that has lost its data
   */
  public InboxGroup(LaneContext lane, Runnable reintroduce) {
    this.lane = lane;
    this.reintroduce = reintroduce;
  }

  /** It may be gone: something failed, or begins anew. */
  public void doubt() {
    sure = false;
  }

  /** Where that is in doubt, makes sure that it is there, and lets the intake go on. */
  void assure(Intake intake) {
    if (sure) {
      return;
    }
    lost |= lane.link().await(lane.reader().createGroup()) && seen;
    if (lost) { // also where the last try to bring back the rest has failed
      LOG.warn("the group of {} was missing and has been created again", lane.id());
      reintroduce.run();
      lane.listener().groupRecreated(lane.id());
      lost = false;
    }
    intake.resume(!seen);
    seen = true;
    sure = true;
  }
}
