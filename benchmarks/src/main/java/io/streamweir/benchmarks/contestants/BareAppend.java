package io.streamweir.benchmarks.contestants;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.pipeline.JobId;

/** XADD by hand with Lettuce, written out by the batch. */
final class BareAppend implements AutoCloseable {
  private static final int WINDOW = 512;

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final byte[] stream;

  BareAppend(RedisClient client, String stream) {
    this.connection = client.connect(ByteArrayCodec.INSTANCE);
    this.stream = BareLoop.bytes(stream);
  }

  /** Makes the n-th payload. */
  @FunctionalInterface
  interface Payloads {
    byte[] get(int n);
  }

  /** Appends so many jobs, two windows under way. */
  void all(int count, Payloads payloads) throws Exception {
    connection.setAutoFlushCommands(false);
    RedisFuture<String> before = null;
    RedisFuture<String> last = null;
    for (int done = 0; done < count; done += WINDOW) {
      RedisFuture<String> sent = null;
      for (int i = done; i < Math.min(count, done + WINDOW); i++) {
        sent = one(JobId.next(), payloads.get(i));
      }
      connection.flushCommands();
      if (before != null) {
        before.get();
      }
      before = last;
      last = sent;
    }
    if (last != null) {
      last.get();
    }
    connection.setAutoFlushCommands(true);
  }

  /** Appends a job. */
  RedisFuture<String> one(String jobId, byte[] payload) {
    CommandArgs<byte[], byte[]> args = BareLoop.args().addKey(stream).add("*");
    args.add("j").add(jobId).add("t").add(System.currentTimeMillis()).add("p").add(payload);
    return connection
        .async()
        .dispatch(CommandType.XADD, new StatusOutput<>(ByteArrayCodec.INSTANCE), args);
  }

  @Override
  public void close() {
    connection.close();
  }
}
