package io.streamweir.internal.wire;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;

/** Deletes every key of a namespace, for tools that made one for themselves alone. */
public final class NamespaceEraser {
  private static final int COUNT = 1_000;

  private NamespaceEraser() {}

  /**
   * Deletes every key of the link's namespace; answers with how many there were. Meant for a
   * namespace that no program uses any more: what others add meanwhile may stay.
   *
   * @throws RedisCallException where Redis cannot be asked
   */
  public static long erase(RedisLink link) {
    String pattern = link.config().namespace() + ":*";
    Wire wire = link.shared();
    long erased = 0;
    Wire.Scan scan = link.await(wire.scan(null, pattern, COUNT));
    while (true) {
      for (byte[] key : scan.keys()) {
        erased += link.await(wire.unlink(key));
      }
      if (scan.ended()) {
        return erased;
      }
      scan = link.await(wire.scan(scan, pattern, COUNT));
    }
  }
}
