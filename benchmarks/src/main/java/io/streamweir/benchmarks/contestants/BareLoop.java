package io.streamweir.benchmarks.contestants;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bare loop: what somebody writes who wants nothing but speed. One read is always under way, on
 * a connection of its own; each batch is settled by one call of a script, up to four under way. No
 * leases, no retries, no counting, no word about failures. It trims as often as Streamweir does.
 */
final class BareLoop {
  private static final long TRIM_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int TRIM_WORTHWHILE = 5_000;
  private static final int BLOCK_MILLIS = 100;

  private final StatefulRedisConnection<byte[], byte[]> reading;
  private final StatefulRedisConnection<byte[], byte[]> writing;
  private final byte[] inbox;
  private final byte[] group = bytes(Names.GROUP);
  private final Step step;
  private final Semaphore window = new Semaphore(Names.IN_FLIGHT);
  private final Thread thread;
  private volatile boolean stopping;
  private volatile byte[] lastSettled = {};
  private int unsettledTrim;
  private long trimmedAt = System.nanoTime();

  /** Turns a batch into the arguments of one EVALSHA. */
  @FunctionalInterface
  interface Step {
    CommandArgs<byte[], byte[]> arguments(List<byte[]> entries) throws Exception;
  }

  BareLoop(RedisClient client, String inbox, Step step) {
    this.reading = client.connect(ByteArrayCodec.INSTANCE);
    this.writing = client.connect(ByteArrayCodec.INSTANCE);
    this.inbox = bytes(inbox);
    this.step = step;
    this.thread = new Thread(this::loop, "bare " + inbox);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static CommandArgs<byte[], byte[]> args() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  void start() {
    thread.start();
  }

  /** Ends them side by side, for each first waits until its last read has timed out. */
  static void stop(List<BareLoop> loops) throws InterruptedException {
    loops.forEach(loop -> loop.stopping = true);
    for (BareLoop loop : loops) {
      loop.stop();
    }
  }

  void stop() throws InterruptedException {
    stopping = true;
    thread.join();
    window.acquire(Names.IN_FLIGHT);
    reading.close();
    writing.close();
  }

  private void loop() {
    try {
      RedisFuture<List<byte[]>> next = read();
      while (!stopping) {
        List<byte[]> entries = next.get();
        next = read();
        if (!entries.isEmpty()) {
          settle(entries);
        }
      }
      next.get();
    } catch (Exception e) {
      throw new IllegalStateException("the bare loop ended", e);
    }
  }

  private RedisFuture<List<byte[]>> read() {
    CommandArgs<byte[], byte[]> args = args().add("GROUP").add(group).add("bare");
    args.add("COUNT").add(Names.BATCH).add("BLOCK").add(BLOCK_MILLIS);
    args.add("STREAMS").addKey(inbox).add(">");
    return reading.async().dispatch(CommandType.XREADGROUP, new BareEntries(), args);
  }

  private void settle(List<byte[]> entries) throws Exception {
    CommandArgs<byte[], byte[]> args = step.arguments(entries);
    window.acquire();
    byte[] last = entries.get(entries.size() - BareEntries.WIDTH);
    writing
        .async()
        .dispatch(CommandType.EVALSHA, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args)
        .whenComplete((reply, thrown) -> settled(last, thrown));
    unsettledTrim += entries.size() / BareEntries.WIDTH;
    if (unsettledTrim >= TRIM_WORTHWHILE && System.nanoTime() - trimmedAt >= TRIM_NANOS) {
      trim();
    }
  }

  private void settled(byte[] last, Throwable thrown) {
    if (thrown != null) {
      thrown.printStackTrace();
    }
    lastSettled = last;
    window.release();
  }

  private void trim() {
    unsettledTrim = 0;
    trimmedAt = System.nanoTime();
    CommandArgs<byte[], byte[]> args = args().addKey(inbox).add("MINID").add("~").add(lastSettled);
    writing
        .async()
        .dispatch(
            CommandType.XTRIM,
            new IntegerOutput<>(ByteArrayCodec.INSTANCE),
            args.add("LIMIT").add(100_000));
  }
}
