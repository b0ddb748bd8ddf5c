package io.streamweir.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the counters that handlers change. Thread-safe. */
public final class StateCounters {
  private final RedisLink link;

  /** The counters that this link leads to. */
  public StateCounters(RedisLink link) {
    this.link = link;
  }

  /**
   * The counters of one group, summed over the partitions.
   *
   * @throws RedisCallException where Redis cannot be asked
   */
  public Map<String, Long> read(List<Keys> partitions, String state) {
    Map<String, Long> sums = new HashMap<>();
    for (Keys keys : partitions) {
      List<Object> flat =
          link.await(
              link.shared()
                  .list(CommandType.HGETALL, Wire.args().addKey(Wire.bytes(keys.state(state)))));
      Resp.named(flat).forEach((field, value) -> sums.merge(field, Resp.number(value), Long::sum));
    }
    return sums;
  }
}
