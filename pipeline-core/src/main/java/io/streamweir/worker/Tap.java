package io.streamweir.worker;

import io.streamweir.codec.AvroCodec;
import io.streamweir.codec.SchemaCatalog;
import io.streamweir.internal.entry.Keys;
import io.streamweir.internal.entry.SchemaHash;
import io.streamweir.internal.feature.tap.TapGroup;
import io.streamweir.internal.feature.tap.TapLoop;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Names;
import io.streamweir.pipeline.Pipeline;
import io.streamweir.pipeline.StageDefinition;
import io.streamweir.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;

/**
 * Shows another program every entry that arrives at a stage, without taking work from it: for
 * analytics or an audit. A tap has a name and its own position in each inbox, which outlives it:
 * what arrives while nobody runs it waits, since trimming waits for all groups (for a tap up to
 * {@link WorkerConfig#tapBound}). Several processes may run the same tap and share its entries.
 *
 * <p>At least once: entries that a process had in hand when it died come again, to it or another,
 * after a minute. In order within a partition and priority as long as one process runs it. It
 * begins with what the stage still keeps when the tap is first started.
 *
 * <p>A thread and a connection per partition and priority. Thread-safe.
 */
public final class Tap implements AutoCloseable {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final long CLOSE_SECONDS = 30;

  private final List<TapLoop<?>> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  private Tap() {}

  /**
   * Starts a tap.
   *
   * @param stage whose inbox it looks at
   * @param type what that stage takes
   * @param name names the tap: lower-case letters, digits and hyphens
   * @throws IllegalArgumentException where the pipeline has no such stage, it takes something else,
   *     or the name has other characters
   * @throws io.streamweir.redis.RedisCallException where Redis cannot be asked now, which a tap
   *     outlives once it has started, or where the link's user may not read
   */
  public static <I extends SpecificRecord> Tap start(
      RedisLink link,
      Pipeline<?> pipeline,
      String stage,
      Class<I> type,
      String name,
      TapHandler<I> handler) {
    return start(link, pipeline, stage, type, name, handler, LEASE);
  }

  /**
   * The same with another lease.
   *
   * @param lease after which what a follower holds goes to another one
   */
  public static <I extends SpecificRecord> Tap start(
      RedisLink link,
      Pipeline<?> pipeline,
      String stage,
      Class<I> type,
      String name,
      TapHandler<I> handler,
      Duration lease) {
    StageDefinition<?, ?> defined = pipeline.stage(stage);
    if (!defined.input().equals(type)) {
      throw new IllegalArgumentException(
          "stage %s takes %s, not %s"
              .formatted(stage, defined.input().getSimpleName(), type.getSimpleName()));
    }
    String group = group(name);
    String consumer = WorkerName.next();
    AvroCodec codec = new AvroCodec(new SchemaCatalog(new SchemaHash(link)));
    Tap tap = new Tap();
    List<TapLoop<I>> made = new ArrayList<>();
    for (Keys keys : Keys.levels(link, pipeline)) {
      WorkerListener.LaneId id =
          new WorkerListener.LaneId(pipeline.name(), stage, keys.partition(), keys.priority());
      TapGroup entries = new TapGroup(link.patient(), keys.inbox(stage), group, consumer, lease);
      entries.open();
      made.add(new TapLoop<>(link.config().namespace(), id, entries, codec, type, handler::handle));
    }
    made.forEach(tap::begin);
    return tap;
  }

  private void begin(TapLoop<?> loop) {
    Thread thread = new Thread(loop, "streamweir-tap-" + loop);
    loops.add(loop);
    threads.add(thread);
    thread.start();
  }

  private static String group(String name) {
    return Keys.TAP + Names.check("tap", name);
  }

  /**
   * Forgets a tap and its position, so that trimming no longer waits for it; answers whether there
   * was one. One that runs begins anew.
   */
  public static boolean remove(RedisLink link, Pipeline<?> pipeline, String stage, String name) {
    boolean removed = false;
    for (Keys keys : Keys.levels(link, pipeline)) {
      String inbox = keys.inbox(pipeline.stage(stage).name());
      removed |= new TapGroup(link.patient(), inbox, group(name), "", LEASE).destroy();
    }
    return removed;
  }

  /**
   * Ends after the entries that are being handled, and hands back what was not begun; its position
   * stays. Blocks for at most 30 s; does nothing the second time.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    loops.forEach(TapLoop::stop);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
