package io.streamweir.internal.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.redis.RedisCallException;
import org.junit.jupiter.api.Test;

class DividerTest {
  private static final RedisCallException REFUSED =
      RedisCallException.unsendable(new IllegalStateException("by hand"));
  private static final RedisCallException UNANSWERED = RedisCallException.of(null);

  private final Divider divider = new Divider();

  private static SettleBatch batch(int size) {
    SettleBatch batch = new SettleBatch(0);
    for (int i = 0; i < size; i++) {
      String id = i + "-1";
      batch.add(new Held(GivenEntry.of(id, new byte[0], 1, 1), 0), Settlement.end(id));
    }
    return batch;
  }

  private int failuresUntilBlamed() {
    SettleBatch one = batch(1);
    for (int failures = 1; failures < 10_000; failures++) {
      one.failed(false);
      if (divider.blames(one, REFUSED)) {
        return failures;
      }
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void dividesABatchThatIsRefusedAgain() {
    SettleBatch batch = batch(4);
    batch.failed(false);
    assertThat(divider.divide(batch, REFUSED)).containsExactly(batch);
    batch.failed(false);
    assertThat(divider.divide(batch, REFUSED)).hasSize(2);
  }

  @Test
  void leavesABatchWholeThatRedisCouldNotTakeForReasonsOfItsOwn() {
    SettleBatch batch = batch(4);
    batch.failed(true);
    batch.failed(true);
    assertThat(divider.divide(batch, UNANSWERED)).containsExactly(batch);
  }

  @Test
  void suspectsOneThatIsRefusedAloneAndNoneThatIsSmallAndHadNoAnswer() {
    assertThat(divider.suspects(batch(1), REFUSED)).isTrue();
    assertThat(divider.suspects(batch(2), REFUSED)).isFalse();
    assertThat(divider.suspects(batch(1), UNANSWERED)).isFalse();
    assertThat(divider.suspects(batch(1).puttingAside(Settlement.end("0-1")), REFUSED)).isFalse();
  }

  @Test
  void takesLongerWithEachThatItBlamesInARow() {
    assertThat(failuresUntilBlamed()).isEqualTo(3);
    assertThat(failuresUntilBlamed()).isEqualTo(6);
    assertThat(failuresUntilBlamed()).isEqualTo(12);
    divider.settled();
    assertThat(failuresUntilBlamed()).isEqualTo(3);
  }
}
