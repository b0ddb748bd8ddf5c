package io.streamweir.benchmarks.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.streamweir.benchmarks.contestants.Names;
import io.streamweir.benchmarks.contestants.Orders;
import io.streamweir.pipeline.JobId;

/** Fills streams with entries as a client would have appended them. Used by one thread. */
public final class Filler implements AutoCloseable {
  private static final int WINDOW = 1_000;

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Orders orders = new Orders();

  /** A filler with a connection of its own. */
  public Filler(Server server) {
    connection = server.fillerConnection();
    connection.setAutoFlushCommands(false);
  }

  /** Makes a stream with a group at its beginning and so many entries. */
  public void create(String stream, int entries) throws Exception {
    byte[] key = stream.getBytes(UTF_8);
    RedisFuture<String> group =
        connection
            .async()
            .xgroupCreate(
                XReadArgs.StreamOffset.from(key, "0-0"),
                Names.GROUP.getBytes(UTF_8),
                XGroupCreateArgs.Builder.mkstream());
    connection.flushCommands();
    group.get();
    append(stream, entries);
  }

  /** Appends so many entries. */
  public void append(String stream, int entries) throws Exception {
    byte[] key = stream.getBytes(UTF_8);
    RedisFuture<String> last = null;
    for (int done = 0; done < entries; done += WINDOW) {
      RedisFuture<String> before = last;
      for (int i = done; i < Math.min(entries, done + WINDOW); i++) {
        last = append(key, i);
      }
      connection.flushCommands();
      if (before != null) {
        before.get();
      }
    }
    if (last != null) {
      last.get();
    }
  }

  private RedisFuture<String> append(byte[] key, int n) {
    CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    args.addKey(key).add("*").add("j").add(JobId.next());
    args.add("t").add(System.currentTimeMillis()).add("p").add(orders.payload(n));
    return connection
        .async()
        .dispatch(CommandType.XADD, new StatusOutput<>(ByteArrayCodec.INSTANCE), args);
  }

  @Override
  public void close() {
    connection.close();
  }
}
