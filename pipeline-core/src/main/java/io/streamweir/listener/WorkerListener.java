package io.streamweir.listener;

import io.streamweir.pipeline.Priority;
import io.streamweir.redis.RedisCallException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a worker does, to count or log it. Every method does nothing by default. It is called
 * on the thread that does the work, from several threads at once. It must neither block nor throw.
 */
public interface WorkerListener {
  /**
   * A lane.
   *
   * @param pipeline the pipeline's name
   * @param stage the stage's name
   * @param partition from 0
   * @param priority of the jobs whose entries it handles
   */
  record LaneId(String pipeline, String stage, int partition, Priority priority) {
    /** A lane of a pipeline without priorities. */
    public LaneId(String pipeline, String stage, int partition) {
      this(pipeline, stage, partition, Priority.NORMAL);
    }

    @Override
    public String toString() {
      String level = priority == Priority.NORMAL ? "" : "/" + priority;
      return pipeline + "/" + partition + "/" + stage + level;
    }
  }

  /**
   * Several as one, which hear everything in this order. What one of them throws is logged and
   * keeps nothing from the others.
   */
  static WorkerListener joined(List<? extends WorkerListener> listeners) {
    return new JoinedListener(listeners);
  }

  /** How the handling of an entry ended. */
  enum Ending {
    /** Outputs go on. */
    FORWARDED,
    /** The job ended with a result. */
    FINISHED,
    /** The entry ended silently. */
    DROPPED,
    /** The entry will be tried again. */
    RETRIED,
    /** The entry became a dead letter. */
    DEAD,
    /** The entry ended silently since its job was cancelled. */
    CANCELLED,
    /** The entry was given up unsettled: its lease was lost or the worker stopped. */
    ABANDONED
  }

  /** A lane is about to run; the view shows its present until it has stopped. */
  default void started(LaneView lane) {}

  /** A lane has ended. */
  default void stopped(LaneView lane) {}

  /** A read brought {@code entries} entries; 0 where none came in time. */
  default void polled(LaneId lane, int entries) {}

  /** A read failed; the lane tries again. */
  default void pollFailed(LaneId lane, RedisCallException failure) {}

  /**
   * A handler ended, {@code nanos} ns after it began. Called for each entry: {@link #settled} tells
   * the same of whole batches at less cost, but for those that were abandoned.
   */
  default void handled(LaneId lane, Ending ending, long nanos) {}

  /**
   * The same, with what was thrown: by the handler, or on the way to it; null where nothing was.
   * Calls {@link #handled(LaneId, Ending, long)} by default.
   */
  default void handled(LaneId lane, Ending ending, long nanos, @Nullable Throwable thrown) {
    handled(lane, ending, nanos);
  }

  /** A batch was settled; it may be looked at only until this returns. */
  default void settled(LaneId lane, SettledBatch batch) {}

  /** A settlement failed; the same batch is sent again. */
  default void settleFailed(LaneId lane, RedisCallException failure) {}

  /** Leases of {@code entries} entries were renewed. */
  default void renewed(LaneId lane, int entries) {}

  /** The leases of {@code entries} entries were lost to other workers. */
  default void leasesLost(LaneId lane, int entries) {}

  /** {@code entries} entries were taken over from workers whose leases ran out. */
  default void reclaimed(LaneId lane, int entries) {}

  /**
   * A handler ended neither within its timeout nor when it was interrupted: what it handled is
   * given up, and its thread is lost until it returns.
   */
  default void handlerStuck(LaneId lane) {}

  /** {@code entries} entries had been deleted from the stream while they were pending. */
  default void lost(LaneId lane, int entries) {}

  /** {@code entries} entries were due and moved into inboxes. */
  default void promoted(String pipeline, int partition, long entries) {}

  /**
   * A piece of upkeep failed, and is done again in its time: what {@code role} names, as {@code
   * promote} or {@code trim}.
   */
  default void upkeepFailed(String pipeline, String role, Throwable failure) {}

  /** {@code fires} fires of schedules were submitted. */
  default void fired(String pipeline, int partition, long fires) {}

  /** {@code spans} spans of a window were closed. */
  default void windowsClosed(String pipeline, int partition, String window, long spans) {}

  /** {@code jobs} jobs that handlers had submitted were taken by the pipeline {@code target}. */
  default void chained(String pipeline, int partition, String target, long jobs) {}

  /** {@code entries} settled entries were trimmed. */
  default void trimmed(LaneId lane, long entries) {}

  /**
   * At most {@code entries} entries were trimmed that the tap had not read, since it was farther
   * behind than the bound.
   */
  default void tapLost(LaneId lane, String tap, long entries) {}

  /** The consumer group was missing and has been created again. */
  default void groupRecreated(LaneId lane) {}

  /** The lane stopped reading since a stage downstream is full, or reads again. */
  default void paused(LaneId lane, boolean paused) {}

  /** The breaker of a stage is there; the view shows its present until it has stopped. */
  default void started(BreakerView breaker) {}

  /** The breaker of a stage is no longer. */
  default void stopped(BreakerView breaker) {}

  /** The breaker of a stage has changed to this state. */
  default void breakerChanged(BreakerView breaker, BreakerView.State state) {}
}
