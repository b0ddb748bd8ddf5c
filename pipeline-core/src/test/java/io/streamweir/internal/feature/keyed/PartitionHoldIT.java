package io.streamweir.internal.feature.keyed;

import static io.streamweir.testkit.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streamweir.internal.entry.TestInbox;
import io.streamweir.internal.feature.keyed.PartitionHold.State;
import io.streamweir.internal.lane.LaneContext;
import io.streamweir.internal.lane.Prefetch;
import io.streamweir.internal.lane.Threads;
import io.streamweir.internal.lane.WaitingReads;
import io.streamweir.internal.settle.InHand;
import io.streamweir.listener.WorkerListener;
import io.streamweir.pipeline.Priority;
import io.streamweir.testkit.RedisSpace;
import io.streamweir.testkit.WithRedis;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@WithRedis
class PartitionHoldIT {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static PartitionHold hold(TestInbox inbox) {
    LaneContext lane =
        LaneContext.of(
            new WorkerListener.LaneId("p", TestInbox.STAGE, 0, Priority.NORMAL),
            inbox.link,
            inbox.inbox,
            "me",
            LEASE,
            new InHand(),
            new Prefetch(1, 100),
            new WorkerListener() {},
            new WaitingReads(inbox.link, "me", Threads.timer("test")).of(inbox.inbox, 0),
            true);
    String stage = TestInbox.STAGE;
    return new PartitionHold(lane, new Ownership(inbox.link, inbox.keys, stage, "me", LEASE));
  }

  /** Else what is stopped late would be the next ownership's, and its later entries came first. */
  @Test
  void isNotFreedBeforeWhatRanInItHasBeenStopped(RedisSpace space) throws Exception {
    TestInbox inbox = TestInbox.in(space);
    PartitionHold hold = hold(inbox);
    CountDownLatch stopped = new CountDownLatch(1);
    hold.whenLost(() -> awaitUnlessInterrupted(stopped));
    assertThat(inbox.link.await(hold.acquire())).isTrue();
    Thread finder = new Thread(() -> hold.lose("a test says so"));
    finder.start();
    await().atMost(PATIENCE).until(() -> hold.state() == State.LOST);

    assertThat(hold.mayBeFreed()).isFalse();
    stopped.countDown();
    finder.join();
    assertThat(hold.mayBeFreed()).isTrue();
    inbox.close();
  }

  private static void awaitUnlessInterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
