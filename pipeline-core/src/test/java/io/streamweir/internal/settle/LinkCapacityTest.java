package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkCapacityTest {
  private static final long MIB = 1 << 20;
  private static final long QUICK = Duration.ofMillis(100).toNanos();
  private static final long SLOW = Duration.ofSeconds(1).toNanos();

  private final LinkCapacity capacity = new LinkCapacity();

  @Test
  void halvesWithEachCallThatHadNoAnswer() {
    capacity.unanswered(8 * MIB);
    assertThat(capacity.most()).isEqualTo(4 * MIB);
    capacity.unanswered(3 * MIB);
    assertThat(capacity.most()).isEqualTo(3 * MIB / 2);
  }

  @Test
  void neverAsksForLessThanAnyLinkCarries() {
    for (int i = 0; i < 20; i++) {
      capacity.unanswered(capacity.most());
    }
    assertThat(capacity.most()).isEqualTo(LinkCapacity.LEAST);
  }

  @Test
  void isNotMistakenAboutTheLinkWhereASmallCallHadNoAnswer() {
    capacity.unanswered(10_000);
    assertThat(capacity.most()).isEqualTo(LinkCapacity.MOST);
  }

  @Test
  void growsAgainWithFullCallsThatAreAnsweredQuickly() {
    capacity.unanswered(4 * MIB);
    capacity.answered(2 * MIB, SLOW);
    capacity.answered(10_000, QUICK);
    assertThat(capacity.most()).isEqualTo(2 * MIB);
    capacity.answered(2 * MIB, QUICK);
    capacity.answered(4 * MIB, QUICK);
    capacity.answered(8 * MIB, QUICK);
    assertThat(capacity.most()).isEqualTo(LinkCapacity.MOST);
  }
}
