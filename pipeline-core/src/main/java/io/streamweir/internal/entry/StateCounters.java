package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Command;
import io.streamweir.internal.wire.Resp;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the counters that handlers change. Thread-safe. */
public record StateCounters(RedisLink link) {
  /**
   * The counters of one group, summed over the partitions.
   *
   * @throws RedisCallException where Redis cannot be asked
   * @throws ArithmeticException where a sum leaves 64 bits; each partition's own number does not
   */
  public Map<String, Long> read(List<Keys> partitions, String state) {
    Map<String, Long> sums = new HashMap<>();
    for (Keys keys : partitions) {
      List<Object> flat =
          link.await(link.shared().list(Command.HGETALL, Call.args().addKey(keys.state(state))));
      Resp.named(flat)
          .forEach(
              (field, value) ->
                  sums.merge(field, Resp.number(value), (a, b) -> sum(state, field, a, b)));
    }
    return sums;
  }

  private static long sum(String state, String field, long a, long b) {
    try {
      return Math.addExact(a, b);
    } catch (ArithmeticException e) {
      throw new ArithmeticException(
          "the sum of counter '" + field + "' of '" + state + "' leaves 64 bits");
    }
  }
}
