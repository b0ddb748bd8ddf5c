package io.streamweir.internal.wire;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whether a server runs the scripts that work is done with. Writes nothing. Thread-safe. */
public record ScriptProbe(RedisLink link) {
  private static final Script PROBE = new Script("wire/checks", "wire/probe");

  /** What its caller needs for this. */
  public static final List<Needs> NEEDS = List.of(PROBE.needs());

  /**
   * Runs a script at the server that has a key. Answers what the server said where the script
   * failed, and nothing where it ran. Fails with a {@link RedisCallException} where the server
   * cannot be asked, and with the code {@link RedisCallException#NOPERM} where the user may not run
   * scripts on that key.
   *
   * @param key which nothing else uses
   * @param channel of the same partition
   */
  public CompletableFuture<Optional<String>> problem(String key, String channel) {
    String publish = link.connector().cluster() ? "SPUBLISH" : "PUBLISH";
    Call args = Call.args().addKey(key);
    args.add(publish).add(channel);
    return PROBE
        .run(link.shared(), args)
        .thenApply(ran -> Optional.<String>empty())
        .exceptionally(ScriptProbe::problem);
  }

  private static Optional<String> problem(Throwable thrown) {
    RedisCallException failure = Wire.failed(thrown);
    if (failure.passing() || failure.code().equals(RedisCallException.NOPERM)) {
      throw failure;
    }
    return Optional.of(String.valueOf(failure.getMessage()));
  }
}
