package io.streamweir.internal.settle;

import io.streamweir.internal.wire.Script;
import io.streamweir.redis.RedisCallException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is ready to be sent.
 *
 * @param script that it runs first; null where it cannot be sent
 * @param sending what sends it
 */
record SettleCall(
    @Nullable Script script,
    Function<Script.Fallback, CompletableFuture<SettleScript.Reply>> sending) {

  /** What this one makes, or a call that fails with what it throws. */
  static SettleCall of(Supplier<SettleCall> made) {
    try {
      return made.get();
    } catch (RuntimeException | Error e) { // memory may be there again
      return new SettleCall(null, fallback -> failed(e));
    }
  }

  /** Sends it; throws nothing. */
  CompletableFuture<SettleScript.Reply> send(Script.Fallback fallback) {
    try {
      return sending.apply(fallback);
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  private static CompletableFuture<SettleScript.Reply> failed(Throwable thrown) {
    return CompletableFuture.failedFuture(
        thrown instanceof RuntimeException e ? RedisCallException.unsendable(e) : thrown);
  }
}
