package io.streamweir.internal.lane;

import io.streamweir.redis.RedisCallException;
import io.streamweir.redis.RedisLink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Asks Redis on a handler's thread, until there is an answer. That Redis is away for a while is no
 * failed attempt of the handler. Its thread is interrupted where the entry is lost meanwhile, which
 * ends the asking.
 */
public record UntilAnswered(RedisLink link) {
  private static final long FIRST_PAUSE_NANOS = 10_000_000;
  private static final long LONGEST_PAUSE_NANOS = 200_000_000;

  /**
   * What the call answers, which may be repeated.
   *
   * @throws RedisCallException what does not pass by itself, or came before an interrupt
   */
  public <T> T ask(Supplier<CompletableFuture<T>> call) {
    return get(() -> link.await(call.get()));
  }

  /** The same for what waits itself. */
  public <T> T get(Supplier<T> call) {
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      try {
        return call.get();
      } catch (RedisCallException e) {
        if (!e.passing() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }
}
