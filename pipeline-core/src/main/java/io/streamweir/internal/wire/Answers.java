package io.streamweir.internal.wire;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Puts answers together that were asked for without waiting for each. */
public final class Answers {
  private Answers() {}

  /** All of them, in their order, when the last has come. */
  public static <T> CompletableFuture<List<T>> all(Collection<CompletableFuture<T>> answers) {
    List<CompletableFuture<T>> each = List.copyOf(answers);
    return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> each.stream().map(CompletableFuture::join).toList());
  }
}
