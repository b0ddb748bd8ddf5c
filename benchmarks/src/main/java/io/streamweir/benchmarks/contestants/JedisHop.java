package io.streamweir.benchmarks.contestants;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XTrimParams;
import redis.clients.jedis.resps.StreamEntryBinary;

/**
 * A hop as somebody writes it by hand with Jedis: one thread reads ahead on a connection of its
 * own, another one forwards and acknowledges a batch in one pipeline, either by an XADD per entry
 * and one XACK, or by the bare loop's script.
 */
final class JedisHop implements Contestant {
  private static final byte[] INBOX = BareLoop.bytes(Names.inbox("hop"));
  private static final byte[] OUT = BareLoop.bytes(Names.inbox("sink"));
  private static final byte[] GROUP = BareLoop.bytes(Names.GROUP);
  private static final int AHEAD = 2;
  private static final int TRIM_EVERY_BATCHES = 256;

  private final URI uri;
  private final byte @Nullable [] script;
  private final BlockingQueue<List<StreamEntryBinary>> batches = new ArrayBlockingQueue<>(AHEAD);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  JedisHop(String uri, boolean scripted) {
    this.uri = URI.create(uri);
    try (Jedis jedis = new Jedis(this.uri)) {
      script = scripted ? BareLoop.bytes(jedis.scriptLoad(BareScript.FORWARD)) : null;
    }
  }

  @Override
  public void start(Task task) {
    stopping = false;
    threads.add(new Thread(this::read, "jedis-read"));
    threads.add(new Thread(this::settle, "jedis-settle"));
    threads.forEach(Thread::start);
  }

  private void read() {
    XReadGroupParams params = XReadGroupParams.xReadGroupParams().count(Names.BATCH).block(100);
    try (Jedis jedis = new Jedis(uri)) {
      while (!stopping) {
        var reply =
            jedis.xreadGroupBinary(
                GROUP,
                BareLoop.bytes("jedis"),
                params,
                Map.of(INBOX, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
        if (reply != null && !reply.isEmpty()) {
          batches.put(reply.get(0).getValue());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle() {
    int settled = 0;
    try (Jedis jedis = new Jedis(uri)) {
      while (!stopping) {
        List<StreamEntryBinary> batch = batches.poll(50, TimeUnit.MILLISECONDS);
        if (batch != null) {
          Pipeline pipeline = jedis.pipelined();
          if (++settled % TRIM_EVERY_BATCHES == 0) {
            pipeline.xtrim(
                INBOX,
                XTrimParams.xTrimParams()
                    .minId(batch.get(0).getID().toString())
                    .approximateTrimming()
                    .limit(100_000));
          }
          forward(pipeline, batch);
          pipeline.sync();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(Pipeline pipeline, List<StreamEntryBinary> batch) {
    if (script != null) {
      pipeline.evalsha(script, List.of(INBOX, OUT), scriptArguments(batch));
      return;
    }
    byte[][] ids = new byte[batch.size()][];
    for (int i = 0; i < ids.length; i++) {
      StreamEntryBinary entry = batch.get(i);
      pipeline.xadd(OUT, XAddParams.xAddParams(), entry.getFields());
      ids[i] = BareLoop.bytes(entry.getID().toString());
    }
    pipeline.xack(INBOX, GROUP, ids);
  }

  private static List<byte[]> scriptArguments(List<StreamEntryBinary> batch) {
    List<byte[]> arguments = new ArrayList<>(1 + 4 * batch.size());
    arguments.add(GROUP);
    for (StreamEntryBinary entry : batch) {
      arguments.add(BareLoop.bytes(entry.getID().toString()));
      // Jedis keeps the fields in their order, in a map whose keys compare by content.
      arguments.addAll(entry.getFields().values());
    }
    return arguments;
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
    threads.clear();
    batches.clear();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
