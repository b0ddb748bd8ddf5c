package io.streamweir.inspect;

import io.streamweir.codec.PayloadJson;
import io.streamweir.pipeline.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of a job that has not ended, as it lies at a stage. Immutable.
 *
 * @param state where it is
 * @param stage the stage's name
 * @param partition from 0
 * @param priority of the job
 * @param id where it lies: {@code partition:id} or {@code partition/priority:id}, of a dead letter
 *     as {@link DeadLetters} takes it; empty of what is delayed or parked
 * @param cursor behind which a page goes on; empty where no page found it
 * @param job the job's id; empty where the entry has none
 * @param key the job's key; empty where it has none of its own
 * @param path which of several outputs of one input led here; empty where no stage had several
 * @param submitted by the clock of the program that submitted it
 * @param since when it came to the stage, or died, by the server's clock; empty of what is delayed
 * @param attempt the attempt that runs or comes next, from 1; of a dead letter, how many failed
 * @param deliveries how often it was given to a worker, as far as it is pending; else 0
 * @param holder the worker that has it; empty where it is not pending
 * @param due when it goes on, of a delayed one; when its key goes on, of a parked one, where that
 *     waits for a time
 * @param lastError why it was put off the last time, or died; empty where it never was
 * @param headers in the order of their names
 * @param defect what is wrong with its fields; empty where it is an entry
 * @param payload what it holds
 */
public record JobEntry(
    JobState state,
    String stage,
    int partition,
    Priority priority,
    String id,
    String cursor,
    String job,
    String key,
    String path,
    Instant submitted,
    Optional<Instant> since,
    int attempt,
    long deliveries,
    Optional<Holder> holder,
    Optional<Instant> due,
    String lastError,
    Map<String, String> headers,
    Optional<String> defect,
    PayloadJson.Shown payload) {
  /**
   * The worker that has an entry, and for how long. Redis knows when the lease was renewed. The
   * worker says for how long it has had its oldest entry. The truth lies between.
   *
   * @param worker empty where its worker has handed it back, so that any other may take it
   * @param alive whether the worker was heard of in the last 30 seconds
   * @param least it has had the entry at least for so long
   * @param most it has had the entry at most for so long; empty where it says nothing
   */
  public record Holder(String worker, boolean alive, Duration least, Optional<Duration> most) {}

  JobEntry dueAt(Optional<Instant> other) {
    return new JobEntry(
        state,
        stage,
        partition,
        priority,
        id,
        cursor,
        job,
        key,
        path,
        submitted,
        since,
        attempt,
        deliveries,
        holder,
        other,
        lastError,
        headers,
        defect,
        payload);
  }

  /** Partition and priority, as {@code 0} for normal ones and {@code 0/high} for others. */
  public String place() {
    return partition + (priority == Priority.NORMAL ? "" : "/" + priority);
  }
}
