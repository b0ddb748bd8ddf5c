package io.streamweir.internal.feature.follow;

import io.streamweir.internal.entry.Entry;
import io.streamweir.internal.lane.InboxScripts;
import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Reply;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.List;

/**
 * A consumer group of its own over one stream, read by one consumer. Used by one thread; {@link
 * #unblock} may be called by any. Methods throw {@link RedisCallException} where Redis cannot be
 * asked.
 */
public final class FollowGroup implements AutoCloseable {
  private static final int BATCH = 100;
  private static final Duration RETIRED_AFTER = Duration.ofHours(1);

  private final RedisLink link;
  private final byte[] stream;
  private final byte[] group;
  private final Duration lease;
  private final Arrivals arrivals;
  private final InboxScripts scripts;
  private boolean ready;
  private String cursor = "0-0";
  private long sweptAt;
  private long renewedAt;

  /** For this consumer of the group, which it creates where it is missing. */
  public FollowGroup(
      RedisLink link,
      String stream,
      String group,
      String consumer,
      Duration lease,
      Arrivals arrivals) {
    this.link = link;
    this.stream = Call.bytes(stream);
    this.group = Call.bytes(group);
    this.lease = lease;
    this.arrivals = arrivals;
    this.scripts = new InboxScripts(link, stream, group, consumer);
    this.sweptAt = System.nanoTime() - lease.toNanos();
  }

  /** Creates the group where it is missing, and asks for nothing but whether the user may read. */
  public void open() {
    arrivals.open();
    acknowledge(List.of("0-0")); // is never there
    ready = true;
  }

  /**
   * Up to 100 entries: those whose reader died, else new ones, for which it waits half a second at
   * most.
   */
  public List<Entry> next() {
    if (!ready) {
      open();
    }
    List<Entry> taken = overdue();
    List<Entry> batch = taken.isEmpty() ? arrivals.next(BATCH) : taken;
    renewedAt = System.nanoTime();
    return batch;
  }

  private List<Entry> overdue() {
    if (cursor.equals("0-0") && System.nanoTime() - sweptAt < lease.toNanos() / 2) {
      return List.of();
    }
    InboxScripts.Reclaimed taken =
        link.await(scripts.reclaim(lease, cursor, BATCH, Integer.MAX_VALUE, true));
    cursor = taken.cursor();
    if (!taken.deleted().isEmpty()) {
      arrivals.gone(taken.deleted().size());
    }
    sweptAt = System.nanoTime();
    scripts.retireIdle(RETIRED_AFTER);
    return taken.entries();
  }

  /** Renews the leases of these entries once a third of the lease has passed. */
  public void renewWhereDue(List<Entry> entries) {
    long now = System.nanoTime();
    if (!entries.isEmpty() && now - renewedAt > lease.toNanos() / 3) {
      link.await(scripts.renew(ids(entries)));
      renewedAt = now;
    }
  }

  /** These entries were seen. */
  public void acknowledge(List<String> ids) {
    if (!ids.isEmpty()) {
      Call args = Call.args().addKey(stream).add(group);
      ids.forEach(args::add);
      link.await(link.shared().send(Command.XACK, Reply.INTEGER, args));
    }
  }

  /** These entries were not seen: another consumer may take them at once. */
  public void handBack(List<Entry> entries) {
    if (!entries.isEmpty()) {
      link.await(scripts.handBack(lease, false, ids(entries)));
    }
  }

  /** After a failure: the next read makes sure of group and connection. */
  public void doubt() {
    ready = false;
    arrivals.reset();
  }

  /** Ends a read that waits at the server. */
  public void unblock() {
    arrivals.unblock();
  }

  /** Forgets a group of the stream and its position; answers whether there was one. */
  public static boolean destroy(RedisLink link, String stream, String group) {
    try {
      Call args = Call.args().add("DESTROY").addKey(Call.bytes(stream)).add(Call.bytes(group));
      return link.await(link.shared().send(Command.XGROUP, Reply.INTEGER, args)) == 1;
    } catch (RedisCallException e) {
      if (String.valueOf(e.getMessage()).contains("requires the key to exist")) {
        return false;
      }
      throw e;
    }
  }

  /** Leaves the group where nothing is pending, and closes the connection. */
  @Override
  public void close() {
    scripts.retire();
    arrivals.close();
  }

  private static List<String> ids(List<Entry> entries) {
    return entries.stream().map(Entry::id).toList();
  }
}
