package io.streamweir.internal.lane;

import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.ReadBound;
import io.streamweir.internal.settle.InHand;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** What the parts of one lane share: which inbox it reads as which consumer, and what it has. */
public record LaneContext(
    WorkerListener.LaneId id,
    RedisLink link,
    String inbox,
    String consumer,
    Duration lease,
    InHand inHand,
    Prefetch prefetch,
    WorkerListener listener,
    Contact contact,
    InboxScripts scripts,
    EntryReader reader,
    ColdRead cold,
    Reading reading,
    HandBack handBack,
    RecentAttempts attempts,
    boolean virtualThreads) {
  /**
   * Of one lane.
   *
   * @param waitingReads in one of which the lane waits while it is cold
   */
  public static LaneContext of(
      WorkerListener.LaneId id,
      RedisLink link,
      String inbox,
      String consumer,
      Duration lease,
      InHand inHand,
      Prefetch prefetch,
      WorkerListener listener,
      WaitingReads.Pair waitingReads,
      boolean virtualThreads) {
    Contact contact = new Contact();
    InboxScripts scripts = new InboxScripts(link, inbox, consumer);
    EntryReader reader = new EntryReader(link, inbox, consumer);
    ReadBound bound = ReadBound.leavingOut(ids -> scripts.handBack(lease, false, ids));
    reader.bound(bound);
    Runnable heard =
        () -> {
          contact.heard();
          listener.polled(id, 0);
        };
    ColdRead cold = new ColdRead(inbox, waitingReads, reader, heard, bound.leftOut());
    Reading reading = new Reading(id, reader, cold, inHand, prefetch, contact, listener);
    HandBack handBack = new HandBack(link, inbox, consumer, lease, inHand, scripts);
    return new LaneContext(
        id,
        link,
        inbox,
        consumer,
        lease,
        inHand,
        prefetch,
        listener,
        contact,
        scripts,
        reader,
        cold,
        reading,
        handBack,
        new RecentAttempts(),
        virtualThreads);
  }

  /** Ends the lane's wait for entries, as if none had come. Called by any thread. */
  public void endWait() {
    reader.unblock();
    cold.leave();
  }

  /** Makes threads for its crew. */
  public ExecutorService threads() {
    return Threads.perEntry("streamweir-" + id, virtualThreads);
  }
}
