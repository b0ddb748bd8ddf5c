package io.streamweir.internal.wire;

import io.streamweir.redis.RedisCallException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The shared connection for callers that wait for each answer. If a command was certainly not sent,
 * for want of a connection, it is tried until there is one, or patience ends. A command that may
 * have been sent is not sent again.
 */
public final class PatientWire extends Wire {
  private static final long PAUSE_MILLIS = 20;

  private final SharedConnection shared;
  private final Duration patience;

  public PatientWire(SharedConnection shared, Duration patience) {
    super(shared.wire());
    this.shared = shared;
    this.patience = patience;
  }

  @Override
  public <T> CompletableFuture<T> send(String name, Command command, Reply<T> reply, Call args) {
    long deadline = System.nanoTime() + patience.toNanos();
    return attempt(() -> shared.wire().send(name, command, reply, args), deadline);
  }

  private static <T> CompletableFuture<T> attempt(
      Supplier<CompletableFuture<T>> call, long deadline) {
    return call.get()
        .exceptionallyCompose(
            thrown ->
                failed(thrown).code().equals(RedisCallException.NOT_CONNECTED)
                        && System.nanoTime() - deadline < 0
                    ? later(call, deadline)
                    : CompletableFuture.failedFuture(thrown));
  }

  private static <T> CompletableFuture<T> later(
      Supplier<CompletableFuture<T>> call, long deadline) {
    return CompletableFuture.supplyAsync(
            () -> attempt(call, deadline),
            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
        .thenCompose(answer -> answer);
  }
}
