package io.streamweir.internal.wire;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.nio.charset.StandardCharsets;

/** Deletes every key of a namespace, for tools that made one for themselves alone. */
public final class NamespaceEraser {
  private static final int COUNT = 1_000;

  private NamespaceEraser() {}

  /**
   * Deletes every key of the link's namespace; answers with how many there were. Meant for a
   * namespace that nobody uses any more: what others add meanwhile may stay.
   *
   * @throws RedisCallException where Redis cannot be asked
   */
  public static long erase(RedisLink link) {
    String pattern = link.config().namespace() + ":*";
    ScanArgs args = ScanArgs.Builder.limit(COUNT).match(pattern, StandardCharsets.UTF_8);
    Wire wire = link.shared();
    long erased = 0;
    KeyScanCursor<byte[]> cursor = link.await(wire.scan(null, args));
    while (true) {
      for (byte[] key : cursor.getKeys()) {
        erased += link.await(wire.unlink(key));
      }
      if (cursor.isFinished()) {
        return erased;
      }
      cursor = link.await(wire.scan(cursor, args));
    }
  }
}
