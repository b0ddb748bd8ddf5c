package io.streamweir.benchmarks.contestants;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RStream;
import org.redisson.api.RStreamAsync;
import org.redisson.api.RedissonClient;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.api.stream.StreamReadGroupArgs;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.config.Config;

/**
 * A hop as somebody writes it by hand with Redisson: one read ahead, and each batch forwarded and
 * acknowledged by one RBatch that skips results, up to four under way.
 */
final class RedissonHop implements Contestant {
  static final Codec CODEC =
      new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE, ByteArrayCodec.INSTANCE);

  private final RedissonClient client;
  private final Semaphore window = new Semaphore(Names.IN_FLIGHT);
  private @Nullable Thread thread;
  private volatile boolean stopping;

  RedissonHop(String uri) {
    client = connect(uri);
  }

  /** Without pings: one whose answer comes among replies that are skipped costs it a batch. */
  static RedissonClient connect(String uri) {
    Config config = new Config();
    config.useSingleServer().setAddress(uri).setPingConnectionInterval(0);
    return Redisson.create(config);
  }

  @Override
  public void start(Task task) {
    stopping = false;
    Thread started = new Thread(this::loop, "redisson");
    started.start();
    thread = started;
  }

  private void loop() {
    RStream<String, byte[]> inbox = client.getStream(Names.inbox("hop"), CODEC);
    CompletableFuture<Map<StreamMessageId, Map<String, byte[]>>> next = read(inbox);
    while (!stopping) {
      Map<StreamMessageId, Map<String, byte[]>> entries = next.join();
      next = read(inbox);
      if (entries != null && !entries.isEmpty()) {
        window.acquireUninterruptibly();
        settle(entries);
      }
    }
    next.join();
  }

  private static CompletableFuture<Map<StreamMessageId, Map<String, byte[]>>> read(
      RStream<String, byte[]> inbox) {
    StreamReadGroupArgs args =
        StreamReadGroupArgs.neverDelivered().count(Names.BATCH).timeout(Duration.ofMillis(100));
    return inbox.readGroupAsync(Names.GROUP, "redisson", args).toCompletableFuture();
  }

  private void settle(Map<StreamMessageId, Map<String, byte[]>> entries) {
    RBatch batch = client.createBatch(BatchOptions.defaults().skipResult());
    RStreamAsync<String, byte[]> out = batch.getStream(Names.inbox("sink"), CODEC);
    entries.values().forEach(fields -> out.addAsync(StreamAddArgs.entries(fields)));
    batch
        .getStream(Names.inbox("hop"), CODEC)
        .ackAsync(Names.GROUP, entries.keySet().toArray(StreamMessageId[]::new));
    batch.executeAsync().whenComplete((done, thrown) -> settled(thrown));
  }

  private void settled(@Nullable Throwable thrown) {
    window.release();
    if (thrown != null) {
      thrown.printStackTrace();
    }
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    if (thread != null) {
      thread.join();
      thread = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    client.shutdown();
  }
}
