package io.streamweir.internal.lane;

import io.streamweir.internal.settle.Held;
import io.streamweir.internal.settle.InHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Gives a lane's entries back to the group. Thread-safe. */
public final class HandBack {
  private final InHand inHand;
  private final InboxScripts scripts;
  private final Duration lease;

  HandBack(InHand inHand, InboxScripts scripts, Duration lease) {
    this.inHand = inHand;
    this.scripts = scripts;
    this.lease = lease;
  }

  /** Hands back what nobody has started; answers when Redis has. */
  public CompletableFuture<Long> waiting() {
    return run(false, Held::withdraw);
  }

  /** Interrupts what runs and hands it back; answers when Redis has. */
  CompletableFuture<Long> running() {
    return run(true, Held::lose);
  }

  private CompletableFuture<Long> run(boolean started, Predicate<Held> take) {
    List<String> ids = new ArrayList<>();
    for (Held held : inHand.all()) {
      if (take.test(held)) {
        inHand.close();
        inHand.drop(held);
        ids.add(held.entry().id());
      }
    }
    return ids.isEmpty()
        ? CompletableFuture.completedFuture(0L)
        : scripts.handBack(lease, started, ids);
  }
}
