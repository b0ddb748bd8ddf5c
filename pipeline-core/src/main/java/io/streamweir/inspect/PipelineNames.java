package io.streamweir.inspect;

import io.streamweir.internal.wire.Wire;
import io.streamweir.pipeline.Names;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of the pipelines that Redis knows in a namespace. Redis keeps no list of them. So this
 * looks through the keys of the server, on a cluster of all masters, up to a bound.
 *
 * @param names in their order
 * @param complete false where there are so many keys that some were not looked at
 */
public record PipelineNames(Set<String> names, boolean complete) {
  private static final int COUNT = 1_000;
  private static final int MOST_SCANS = 2_000;

  /**
   * Finds those of the link's namespace.
   *
   * @throws RedisCallException where Redis cannot be asked, or the user may not look through keys
   */
  public static PipelineNames find(RedisLink link) {
    String before = link.config().namespace() + ":{";
    String after = "}:meta";
    Set<String> names = new TreeSet<>();
    Wire.Scan scan = null;
    for (int scans = 0; scans < MOST_SCANS; scans++) {
      scan = link.await(link.shared().scan(scan, before + "*" + after, COUNT));
      for (byte[] found : scan.keys()) {
        String key = new String(found, StandardCharsets.UTF_8);
        String name = key.substring(before.length(), key.length() - after.length());
        if (Names.allowed(name)) {
          names.add(name);
        }
      }
      if (scan.ended()) {
        return new PipelineNames(names, true);
      }
    }
    return new PipelineNames(names, false);
  }
}
