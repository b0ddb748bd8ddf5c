package io.streamweir.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A request that a test waits for, and what it does when the request goes by, once. */
record ExpectedRequest(
    Predicate<byte[]> request, Runnable action, boolean before, CompletableFuture<Void> done) {

  ExpectedRequest(Predicate<byte[]> request, Runnable action, boolean before) {
    this(request, action, before, new CompletableFuture<>());
  }

  boolean matches(byte[] chunk) {
    return request.test(chunk);
  }

  void act() {
    try {
      action.run();
      done.complete(null);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }
}
