package io.streamweir.benchmarks.contestants;

import io.streamweir.pipeline.JobId;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.XAddParams;

/** Submits with Jedis: one XADD and its answer, or pipelines of a thousand. */
final class JedisSubmit implements Contestant {
  private static final int PIPELINED = 1_000;
  private static final byte[] STREAM = BareLoop.bytes(Names.inbox("hop"));
  private static final byte[] JOB = BareLoop.bytes("j");
  private static final byte[] TIME = BareLoop.bytes("t");
  private static final byte[] PAYLOAD = BareLoop.bytes("p");

  private final Jedis jedis;
  private final byte[][] payloads = Payloads.encoded();

  JedisSubmit(String uri) {
    jedis = new Jedis(URI.create(uri));
  }

  @Override
  public Map<String, Double> run(Task task) {
    int count = task.number("count");
    if (task.text("mode").equals("one")) {
      for (int i = 0; i < count; i++) {
        jedis.xadd(STREAM, XAddParams.xAddParams(), fields(i));
      }
      return Map.of();
    }
    for (int done = 0; done < count; done += PIPELINED) {
      Pipeline pipeline = jedis.pipelined();
      for (int i = done; i < Math.min(count, done + PIPELINED); i++) {
        pipeline.xadd(STREAM, XAddParams.xAddParams(), fields(i));
      }
      pipeline.sync();
    }
    return Map.of();
  }

  @SuppressWarnings("ArrayAsKeyOfSetOrMap") // Jedis wants it so, and nobody looks anything up
  private Map<byte[], byte[]> fields(int n) {
    Map<byte[], byte[]> fields = new LinkedHashMap<>();
    fields.put(JOB, BareLoop.bytes(JobId.next()));
    fields.put(TIME, BareLoop.bytes(Long.toString(System.currentTimeMillis())));
    fields.put(PAYLOAD, Payloads.of(payloads, n));
    return fields;
  }

  @Override
  public void close() {
    jedis.close();
  }
}
