package io.streamweir.benchmarks.contestants;

import io.lettuce.core.api.StatefulRedisConnection;

/** The scripts of the bare loops, each the shortest that does its step for a batch. */
final class BareScript {
  /** KEYS inbox, next inbox; ARGV group, then id, j, t, p of each entry. */
  static final String FORWARD =
      """
      local ARGV, call, inbox, out, group = ARGV, redis.call, KEYS[1], KEYS[2], ARGV[1]
      for k = 2, #ARGV, 4 do
        if call('XACK', inbox, group, ARGV[k]) == 1 then
          call('XADD', out, '*', 'j', ARGV[k + 1], 't', ARGV[k + 2], 'p', ARGV[k + 3])
        end
      end
      """;

  /** KEYS inbox, channel; ARGV group, prefix of result keys, then id, j, t, p of each entry. */
  static final String FINISH =
      """
      local ARGV, call, inbox, channel, group, prefix =
          ARGV, redis.call, KEYS[1], KEYS[2], ARGV[1], ARGV[2]
      for k = 3, #ARGV, 4 do
        if call('XACK', inbox, group, ARGV[k]) == 1 then
          local message = ARGV[k + 1] .. ARGV[k + 3]
          call('SET', prefix .. ARGV[k + 1], message, 'EX', 86400)
          call('PUBLISH', channel, message)
        end
      end
      """;

  /**
   * KEYS inbox, next inbox, dead letters, channel; ARGV group, prefix of result keys, prefix of
   * counters, then how many forwards and id, j, t, p of each; how many ends and the id of each; how
   * many dead letters and id, j, reason, p of each; how many results and id, j, p of each; then
   * state, field and delta of each counter.
   */
  static final String MIXED =
      """
      local ARGV, call, inbox, out, dead, channel =
          ARGV, redis.call, KEYS[1], KEYS[2], KEYS[3], KEYS[4]
      local group, results, states = ARGV[1], ARGV[2], ARGV[3]
      local i = 4
      local function each(width, act)
        local last = i + width * tonumber(ARGV[i])
        for k = i + 1, last, width do
          if call('XACK', inbox, group, ARGV[k]) == 1 then
            act(k)
          end
        end
        i = last + 1
      end
      local function publish(job, message)
        call('SET', results .. job, message, 'EX', 86400)
        call('PUBLISH', channel, message)
      end
      each(4, function(k) call('XADD', out, '*', 'j', ARGV[k + 1], 't', ARGV[k + 2], 'p', ARGV[k + 3]) end)
      each(1, function() end)
      each(4, function(k)
        call('XADD', dead, '*', 'reason', ARGV[k + 2], 'f:j', ARGV[k + 1], 'f:p', ARGV[k + 3])
        publish(ARGV[k + 1], ARGV[k + 2])
      end)
      each(3, function(k) publish(ARGV[k + 1], ARGV[k + 2]) end)
      for k = i, #ARGV, 3 do
        call('HINCRBY', states .. ARGV[k], ARGV[k + 1], ARGV[k + 2])
      end
      """;

  private final byte[] sha1;

  private BareScript(byte[] sha1) {
    this.sha1 = sha1;
  }

  static BareScript load(StatefulRedisConnection<byte[], byte[]> connection, String source) {
    return new BareScript(
        connection.sync().scriptLoad(source).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  byte[] sha1() {
    return sha1;
  }
}
