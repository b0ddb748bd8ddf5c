package io.streamweir.internal.lane;

import io.streamweir.internal.entry.SharedReader;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * The waiting reads of one worker. On a cluster each partition has one, since a read may only name
 * keys of one slot. Else there are up to three: a read over very many inboxes takes the server
 * longer, and an entry waits for it. Each comes as a {@link Pair}, of which a pipeline may need
 * only one; a read that no lane joins has no connection. For the thread that puts a worker
 * together.
 */
public final class WaitingReads {
  private static final int MOST_INBOXES = 320;
  private static final int MOST_READS = 3;

  private final RedisLink link;
  private final String consumer;
  private final ScheduledExecutorService timer;
  private final Map<Integer, Pair> all = new TreeMap<>();
  private int given;

  /** Reads that are sent anew on this timer. */
  public WaitingReads(RedisLink link, String consumer, ScheduledExecutorService timer) {
    this.link = link;
    this.consumer = consumer;
    this.timer = timer;
  }

  /**
   * Those for one lane.
   *
   * @param taking brings entries
   * @param looking tells that there are some
   */
  public record Pair(WaitingRead taking, WaitingRead looking) {}

  /** Those for a lane with this inbox. */
  public Pair of(String inbox, int partition) {
    int filled = Math.min(given++ / MOST_INBOXES, MOST_READS - 1);
    int number = link.connector().cluster() ? partition : filled;
    return all.computeIfAbsent(number, first -> pair(inbox));
  }

  private Pair pair(String inbox) {
    return new Pair(
        new WaitingRead(SharedReader.taking(link, inbox, consumer), timer),
        new WaitingRead(SharedReader.looking(link, inbox), timer));
  }

  /** All that lanes have. */
  public List<WaitingRead> all() {
    return all.values().stream().flatMap(pair -> Stream.of(pair.taking(), pair.looking())).toList();
  }
}
