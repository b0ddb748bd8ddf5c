package io.streamweir.benchmarks.contestants;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.ScriptOutputType;

/** The scripts of the bare loops, each the shortest that does its step for a batch. */
final class BareScript {
  /** KEYS inbox, next inbox; ARGV group, then id, j, t, p of each entry. */
  static final String FORWARD =
      """
      local call, inbox, out, group = redis.call, KEYS[1], KEYS[2], ARGV[1]
      for k = 2, #ARGV, 4 do
        if call('XACK', inbox, group, ARGV[k]) == 1 then
          call('XADD', out, '*', 'j', ARGV[k + 1], 't', ARGV[k + 2], 'p', ARGV[k + 3])
        end
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
