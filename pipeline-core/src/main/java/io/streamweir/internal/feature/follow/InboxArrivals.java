package io.streamweir.internal.feature.follow;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.entry.EntryReader;
import io.streamweir.internal.entry.ReadBound;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;

/** What arrives in an inbox, whose entries stay until a tap has seen them. */
public final class InboxArrivals implements Arrivals {
  private final RedisLink link;
  private final EntryReader reader;

  /** For this consumer of the group. */
  public InboxArrivals(
      RedisLink link, String inbox, String group, String consumer, Duration lease) {
    this.link = link;
    this.reader = new EntryReader(link, inbox, group, consumer);
    InboxScripts scripts = new InboxScripts(link, inbox, group, consumer);
    reader.bound(ReadBound.leavingOut(ids -> scripts.handBack(lease, false, ids)));
  }

  @Override
  public void open() {
    link.await(reader.createGroup());
  }

  @Override
  public List<Entry> next(int most) {
    return link.await(reader.read(most));
  }

  @Override
  public void gone(int entries) {
    // They were deleted, or the tap was beyond its bound; the worker that trimmed has told so.
  }

  @Override
  public void unblock() {
    reader.unblock();
  }

  @Override
  public void reset() {
    reader.reset();
  }

  @Override
  public void close() {
    reader.close();
  }
}
