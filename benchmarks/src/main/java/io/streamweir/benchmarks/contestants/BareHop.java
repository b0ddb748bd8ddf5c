package io.streamweir.benchmarks.contestants;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bare loop from the inbox of {@code hop} to that of {@code sink}; payloads stay as they are.
 */
final class BareHop implements Contestant {
  private final RedisClient client;
  private final byte[] script;
  private final byte[] inbox = BareLoop.bytes(Names.inbox("hop"));
  private final byte[] out = BareLoop.bytes(Names.inbox("sink"));
  private final byte[] group = BareLoop.bytes(Names.GROUP);
  private @Nullable BareLoop loop;

  BareHop(String uri) {
    client = RedisClient.create(uri);
    try (StatefulRedisConnection<byte[], byte[]> once = client.connect(ByteArrayCodec.INSTANCE)) {
      script = BareScript.load(once, BareScript.FORWARD).sha1();
    }
  }

  @Override
  public void start(Task task) {
    BareLoop started = new BareLoop(client, Names.inbox("hop"), this::arguments);
    started.start();
    loop = started;
  }

  private CommandArgs<byte[], byte[]> arguments(List<byte[]> entries) {
    CommandArgs<byte[], byte[]> args = BareLoop.args().add(script).add(2);
    args.addKey(inbox).addKey(out).add(group);
    for (byte[] field : entries) {
      args.add(field);
    }
    return args;
  }

  @Override
  public void stop() throws InterruptedException {
    if (loop != null) {
      loop.stop();
      loop = null;
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    client.shutdown();
  }
}
