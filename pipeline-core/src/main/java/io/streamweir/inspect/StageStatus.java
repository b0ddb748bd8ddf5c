package io.streamweir.inspect;

import io.streamweir.pipeline.Plural;

/**
 * What waits and runs at one stage, over all partitions and priorities.
 *
 * @param stage the stage's name
 * @param lag entries not yet delivered
 * @param lagKnown false where the server could not tell the lag, so that it is counted or, beyond
 *     10,000, estimated
 * @param pending entries delivered and not settled
 * @param done entries settled since the inbox was created, without those that ran through
 * @param ranThrough entries that ran through, so that they never lay in the inbox: in the workers
 *     that live, since each of them began, by its last word
 * @param delayed entries that wait for their time, or at a keyed stage for another one of their key
 * @param dead dead letters
 * @param consumers workers that live: those that said so, or asked for work, within the last 30 s
 * @param oldestWaitingSeconds age of the oldest entry not yet delivered; 0 where there is none
 * @param oldestPendingSeconds age, since it entered the inbox, of the oldest entry delivered and
 *     not settled; 0 for none
 * @param oldestDeliveredSeconds for how long a worker has had its oldest entry, by its last word,
 *     which is at most about 2 s old; 0 for none
 * @param oldestOverdueSeconds for how long the first delayed entry is due and not in the inbox; 0
 *     for none. Workers move what is due within a moment
 * @param oldestJobSeconds age, since its submit, of the oldest job among the entries that are next:
 *     the first one waiting, pending, delayed and parked of each inbox; 0 for none
 * @param attempts how the attempts of about the last minute ended
 */
public record StageStatus(
    String stage,
    long lag,
    boolean lagKnown,
    long pending,
    long done,
    long ranThrough,
    long delayed,
    long dead,
    long consumers,
    double oldestWaitingSeconds,
    double oldestPendingSeconds,
    double oldestDeliveredSeconds,
    double oldestOverdueSeconds,
    double oldestJobSeconds,
    Attempts attempts) {

  /** For how long an entry may wait before its stage is behind; the alert says the same. */
  private static final double BEHIND_SECONDS = 120;

  /** Whether entries have waited for too long, although nobody counts how many. */
  public boolean behind() {
    return oldestWaitingSeconds > BEHIND_SECONDS;
  }

  /** One line for people: what waits since when, and who has how much of it. */
  public String behindText() {
    return "stage %s is behind: %s, the oldest for %s; %s"
        .formatted(
            stage,
            Plural.of(lag, "entry waits", "entries wait"),
            Plural.lasting(oldestWaitingSeconds),
            consumers == 0 ? "no worker works on it" : inHand());
  }

  private String inHand() {
    String workers = Plural.of(consumers, "worker has ", "workers have ");
    return pending == 0
        ? workers + "none of them"
        : workers + pending + " in hand, one for " + Plural.lasting(oldestDeliveredSeconds);
  }

  /** Entries waiting and pending. */
  public long backlog() {
    return lag + pending;
  }

  /**
   * Estimated seconds until nothing waits or is pending, if it goes on as it did: the backlog over
   * what was settled less what arrived. 0 where there is no backlog, infinite where it does not
   * shrink, NaN where nobody knows yet. If all that waits has arrived in the time that is looked
   * at, as a burst does, the backlog is taken over what was settled alone.
   *
   * @param before the backlog at the beginning of the time that is looked at
   * @param settled entries settled in that time
   * @param seconds how long that time is
   */
  public double drainSeconds(long before, long settled, double seconds) {
    if (backlog() == 0) {
      return 0;
    }
    if (oldestWaitingSeconds <= seconds) {
      return settled > 0 ? backlog() * seconds / settled : Double.NaN;
    }
    long shrunk = before - backlog();
    if (seconds <= 0) {
      return Double.NaN;
    }
    return shrunk > 0 ? backlog() * seconds / shrunk : Double.POSITIVE_INFINITY;
  }

  /** This and the other together, under this one's name. */
  public StageStatus plus(StageStatus other) {
    return new StageStatus(
        stage,
        lag + other.lag,
        lagKnown && other.lagKnown,
        pending + other.pending,
        done + other.done,
        ranThrough + other.ranThrough,
        delayed + other.delayed,
        dead + other.dead,
        Math.max(consumers, other.consumers),
        Math.max(oldestWaitingSeconds, other.oldestWaitingSeconds),
        Math.max(oldestPendingSeconds, other.oldestPendingSeconds),
        Math.max(oldestDeliveredSeconds, other.oldestDeliveredSeconds),
        Math.max(oldestOverdueSeconds, other.oldestOverdueSeconds),
        Math.max(oldestJobSeconds, other.oldestJobSeconds),
        attempts.plus(other.attempts));
  }
}
