package io.streamweir.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A request that a test waits for, and what it does when the request goes by, once. */
record ExpectedRequest(
    Predicate<byte[]> request, Runnable action, Moment moment, CompletableFuture<Void> done) {

  ExpectedRequest(Predicate<byte[]> request, Runnable action, Moment moment) {
    this(request, action, moment, new CompletableFuture<>());
  }

  /** When the action runs. */
  enum Moment {
    /** Before the request is forwarded. */
    BEFORE,
    /** When it was forwarded, before a reply passes. */
    AFTER,
    /** When the next reply has passed. */
    ANSWERED
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
