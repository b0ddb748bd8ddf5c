package io.streamweir.internal.lane;

import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.ReadBound;
import io.streamweir.internal.settle.InHand;
import io.streamweir.listener.WorkerListener;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** What the parts of one lane share: which inbox it reads as which consumer, and what it has. */
public final class LaneContext {
  private final WorkerListener.LaneId id;
  private final RedisLink link;
  private final String inbox;
  private final String consumer;
  private final Duration lease;
  private final InHand inHand;
  private final Prefetch prefetch;
  private final WorkerListener listener;
  private final Contact contact = new Contact();
  private final InboxScripts scripts;
  private final EntryReader reader;
  private final Reading reading;
  private final HandBack handBack;
  private final Orphans orphans;

  public LaneContext(
      WorkerListener.LaneId id,
      RedisLink link,
      String inbox,
      String consumer,
      Duration lease,
      InHand inHand,
      Prefetch prefetch,
      WorkerListener listener) {
    this.id = id;
    this.link = link;
    this.inbox = inbox;
    this.consumer = consumer;
    this.lease = lease;
    this.inHand = inHand;
    this.prefetch = prefetch;
    this.listener = listener;
    this.scripts = new InboxScripts(link, inbox, consumer);
    this.reader = new EntryReader(link, inbox, consumer);
    this.reading = new Reading(id, reader, inHand, prefetch, contact, listener);
    this.handBack = new HandBack(inHand, scripts, lease);
    this.orphans = new Orphans(inbox, consumer, link, scripts, inHand, lease);
    reader.bound(ReadBound.leavingOut(ids -> scripts.handBack(lease, false, ids)));
  }

  public WorkerListener.LaneId id() {
    return id;
  }

  public RedisLink link() {
    return link;
  }

  public String inbox() {
    return inbox;
  }

  public String consumer() {
    return consumer;
  }

  public Duration lease() {
    return lease;
  }

  public InHand inHand() {
    return inHand;
  }

  public Prefetch prefetch() {
    return prefetch;
  }

  public WorkerListener listener() {
    return listener;
  }

  public Contact contact() {
    return contact;
  }

  public InboxScripts scripts() {
    return scripts;
  }

  public EntryReader reader() {
    return reader;
  }

  public Reading reading() {
    return reading;
  }

  public HandBack handBack() {
    return handBack;
  }

  /** Makes threads for its crew. */
  public ExecutorService threads() {
    return Threads.perEntry("streamweir-" + id);
  }

  Orphans orphans() {
    return orphans;
  }
}
