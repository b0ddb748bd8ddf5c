package io.streamweir.internal.entry;

import io.streamweir.internal.wire.Call;
import io.streamweir.internal.wire.Needs;
import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;

/** Whether a server runs the scripts that work is done with. Writes nothing. Thread-safe. */
public record ScriptProbe(RedisLink link) {
  private static final Script PROBE = new Script("wire/checks", "entry/probe");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(PROBE.needs());

  /**
   * Runs a script on a key of its own at the server that has the keys of a partition.
   *
   * @return what the server said where the script failed; empty where it ran
   * @throws RedisCallException where the server cannot be asked, or with the code {@link
   *     RedisCallException#NOPERM} where the user may not run scripts on that key
   */
  public Optional<String> problem(Keys keys) {
    String publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    try {
      Call args = Call.args().addKey(keys.probe());
      args.add(publish).add(keys.results());
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
