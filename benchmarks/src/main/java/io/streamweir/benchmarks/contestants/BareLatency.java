package io.streamweir.benchmarks.contestants;

import io.lettuce.core.RedisClient;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.streamweir.pipeline.JobId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Three bare loops, the last of which stores and publishes, and a client that hears of it. */
final class BareLatency implements Contestant {
  private static final List<String> STAGES = List.of("one", "two", "three");
  private static final String CHANNEL = Names.key(Names.PIPELINE, "results");
  private static final int ID_CHARS = 26;

  private final RedisClient client;
  private final byte[] forward;
  private final byte[] finish;
  private final byte[][] payloads = Payloads.encoded();
  private final Map<String, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
  private final StatefulRedisPubSubConnection<byte[], byte[]> results;
  private final List<BareLoop> loops = new ArrayList<>();

  BareLatency(String uri) {
    client = RedisClient.create(uri);
    try (StatefulRedisConnection<byte[], byte[]> once = client.connect(ByteArrayCodec.INSTANCE)) {
      forward = BareScript.load(once, BareScript.FORWARD).sha1();
      finish = BareScript.load(once, BareScript.FINISH).sha1();
    }
    results = client.connectPubSub(ByteArrayCodec.INSTANCE);
    results.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] channel, byte[] message) {
            arrived(message);
          }
        });
    results.sync().subscribe(BareLoop.bytes(CHANNEL));
  }

  private void arrived(byte[] message) {
    String jobId = new String(message, 0, ID_CHARS, StandardCharsets.ISO_8859_1);
    CompletableFuture<byte[]> result = waiting.remove(jobId);
    if (result != null) {
      result.complete(message);
    }
  }

  @Override
  public void start(Task task) {
    try (StatefulRedisConnection<byte[], byte[]> once = client.connect(ByteArrayCodec.INSTANCE)) {
      for (String stage : STAGES) {
        once.sync()
            .xgroupCreate(
                XReadArgs.StreamOffset.from(BareLoop.bytes(Names.inbox(stage)), "0-0"),
                BareLoop.bytes(Names.GROUP),
                XGroupCreateArgs.Builder.mkstream());
      }
    }
    loops.add(new BareLoop(client, Names.inbox("one"), entries -> forward(entries, "one", "two")));
    loops.add(
        new BareLoop(client, Names.inbox("two"), entries -> forward(entries, "two", "three")));
    loops.add(new BareLoop(client, Names.inbox("three"), this::finish));
    loops.forEach(BareLoop::start);
  }

  private CommandArgs<byte[], byte[]> forward(List<byte[]> entries, String from, String to) {
    CommandArgs<byte[], byte[]> args = BareLoop.args().add(forward).add(2);
    args.addKey(BareLoop.bytes(Names.inbox(from))).addKey(BareLoop.bytes(Names.inbox(to)));
    args.add(Names.GROUP);
    entries.forEach(args::add);
    return args;
  }

  private CommandArgs<byte[], byte[]> finish(List<byte[]> entries) {
    CommandArgs<byte[], byte[]> args = BareLoop.args().add(finish).add(2);
    args.addKey(BareLoop.bytes(Names.inbox("three"))).addKey(BareLoop.bytes(CHANNEL));
    args.add(Names.GROUP).add(Names.key(Names.PIPELINE, "result:"));
    entries.forEach(args::add);
    return args;
  }

  @Override
  public Map<String, Double> run(Task task) throws Exception {
    try (BareAppend append = new BareAppend(client, Names.inbox("one"))) {
      return Latencies.measure(
          task.number("count"),
          task.number("rate"),
          n -> {
            String jobId = JobId.next();
            CompletableFuture<byte[]> result = new CompletableFuture<>();
            waiting.put(jobId, result);
            append.one(jobId, Payloads.of(payloads, n));
            return result;
          });
    }
  }

  @Override
  public void stop() throws InterruptedException {
    BareLoop.stop(loops);
    loops.clear();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    results.close();
    client.shutdown();
  }
}
