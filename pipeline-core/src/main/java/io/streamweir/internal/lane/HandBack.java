package io.streamweir.internal.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gives entries that nobody has started back to the group. */
public final class HandBack {
  private HandBack() {}

  /** Hands back what waits in the lane; answers when Redis has. */
  public static CompletableFuture<Long> waiting(Lane lane) {
    List<String> ids = new ArrayList<>();
    for (Held held : lane.parts().inHand().all()) {
      if (held.withdraw()) {
        ids.add(forget(lane, held));
      }
    }
    return release(lane, false, ids);
  }

  /** Interrupts what runs in the lane and hands it back; answers when Redis has. */
  static CompletableFuture<Long> running(Lane lane) {
    List<String> ids = new ArrayList<>();
    for (Held held : lane.parts().inHand().all()) {
      if (held.lose()) {
        ids.add(forget(lane, held));
      }
    }
    return release(lane, true, ids);
  }

  private static String forget(Lane lane, Held held) {
    lane.parts().inHand().close();
    lane.parts().inHand().drop(held);
    return held.entry().id();
  }

  private static CompletableFuture<Long> release(Lane lane, boolean started, List<String> ids) {
    return ids.isEmpty()
        ? CompletableFuture.completedFuture(0L)
        : lane.parts().scripts().release(lane.parts().lease(), started, ids);
  }
}
