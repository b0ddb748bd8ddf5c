package io.streamweir.internal.wire;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;

/** Whether a server runs the scripts that work is done with. Writes nothing. Thread-safe. */
public record ScriptProbe(RedisLink link) {
  private static final Script PROBE = new Script("wire/checks", "wire/probe");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(PROBE.needs());

  /**
   * Runs a script at the server that has a key.
   *
   * @param key which nothing else uses
   * @param channel of the same partition
   * @return what the server said where the script failed; empty where it ran
   * @throws RedisCallException where the server cannot be asked, or with the code {@link
   *     RedisCallException#NOPERM} where the user may not run scripts on that key
   */
  public Optional<String> problem(String key, String channel) {
    String publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    try {
      Call args = Call.args().addKey(key);
      args.add(publish).add(channel);
      link.await(PROBE.run(link.shared(), args));
      return Optional.empty();
    } catch (RedisCallException e) {
      if (e.passing() || e.code().equals(RedisCallException.NOPERM)) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
