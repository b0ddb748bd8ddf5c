package io.streamweir.internal.wire;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is made at its first use, as it needs Redis. Threads that ask while one of them makes it
 * share what becomes of that attempt. After a failure the next thread tries anew. Thread-safe.
 */
public final class FirstUse<T> {
  private final Supplier<T> make;
  private final AtomicReference<@Nullable CompletableFuture<T>> attempt = new AtomicReference<>();
  private volatile boolean ended;

  public FirstUse(Supplier<T> make) {
    this.make = make;
  }

  /** What is there already. */
  public static <T> FirstUse<T> of(T made) {
    FirstUse<T> use = new FirstUse<>(() -> made);
    use.get();
    return use;
  }

  /** Makes it, where it is not there yet; throws what the making throws. */
  public T get() {
    CompletableFuture<T> current = attempt.get();
    return current == null ? attempted() : joined(current);
  }

  private T attempted() {
    CompletableFuture<T> mine = new CompletableFuture<>();
    CompletableFuture<T> other = attempt.compareAndExchange(null, mine);
    if (other != null) {
      return joined(other);
    }
    try {
      if (ended) {
        throw new IllegalStateException("closed before its first use");
      }
      mine.complete(make.get());
    } catch (RuntimeException | Error e) {
      attempt.compareAndSet(mine, null);
      mine.completeExceptionally(e);
    }
    return joined(mine);
  }

  private static <T> T joined(CompletableFuture<T> attempt) {
    try {
      return attempt.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      if (e.getCause() instanceof Error failed) {
        throw failed;
      }
      throw e;
    }
  }

  /** What has been made; empty before, and after the end. */
  public Optional<T> made() {
    CompletableFuture<T> current = attempt.get();
    return current != null && current.isDone() && !current.isCompletedExceptionally()
        ? Optional.of(current.join())
        : Optional.empty();
  }

  /** Makes no more, and closes what was made or is just being made; that can still be had. */
  public void end(Consumer<? super T> close) {
    ended = true;
    CompletableFuture<T> current = attempt.get();
    if (current != null) {
      CompletableFuture<?> closed = current.thenAccept(close);
      if (made().isPresent()) {
        closed.join();
      }
    }
  }
}
