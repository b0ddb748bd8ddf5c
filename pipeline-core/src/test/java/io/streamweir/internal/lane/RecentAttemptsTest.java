package io.streamweir.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamweir.internal.lane.RecentAttempts.Summary;
import io.streamweir.listener.EntryFailure;
import org.junit.jupiter.api.Test;

class RecentAttemptsTest {
  private static final long SECOND = 1_000_000_000;
  private static final EntryFailure REFUSED = new EntryFailure("java.net.ConnectException", "");

  private final RecentAttempts attempts = new RecentAttempts();

  private Summary at(long second, long settled) {
    return attempts.sum(settled, second * SECOND);
  }

  private void fails(long second, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(REFUSED, second * SECOND);
    }
  }

  @Test
  void tellsNothingOfALaneThatDoesNothing() {
    assertThat(at(1, 0)).isEqualTo(new Summary(0, 0, 0, "", 0, 0));
  }

  @Test
  void countsWhatEndedAndWhatFailed() {
    at(0, 0);
    fails(1, 3);
    assertThat(at(2, 10)).isEqualTo(new Summary(10, 3, 1_000, "java.net.ConnectException", 0, 0));
  }

  @Test
  void forgetsWhatIsLongerAgoThanAMinute() {
    at(0, 0);
    fails(1, 3);
    at(2, 10);
    at(30, 20);
    at(59, 30);
    assertThat(at(120, 40)).isEqualTo(new Summary(10, 0, 0, "", 0, 0));
  }

  @Test
  void saysSinceWhenThereIsNoMinuteWithoutAFailure() {
    at(0, 0);
    for (int second = 1; second <= 300; second++) {
      fails(second, 1);
      at(second, second);
    }
    assertThat(at(301, 301).failingMillis()).isEqualTo(300_000);
    for (int second = 302; second < 400; second++) {
      at(second, second);
    }
    fails(400, 1);
    assertThat(at(401, 401).failingMillis()).as("it was well in between").isEqualTo(1_000);
  }

  @Test
  void countsNoFailureMoreThanThereWereAttempts() {
    at(0, 0);
    fails(1, 5); // not settled yet
    assertThat(at(2, 0)).isEqualTo(new Summary(5, 5, 1_000, "java.net.ConnectException", 0, 0));
  }

  @Test
  void countsWhatRanThroughAmongWhatEnded() {
    at(0, 0);
    for (int i = 0; i < 97; i++) {
      attempts.ranThrough();
    }
    fails(1, 3);
    assertThat(at(2, 3)).isEqualTo(new Summary(100, 3, 1_000, "java.net.ConnectException", 97, 97));
    at(59, 3);
    attempts.ranThrough();
    assertThat(at(120, 3)).isEqualTo(new Summary(1, 0, 0, "", 1, 98));
  }

  @Test
  void namesWhatWasNotThrown() {
    at(0, 0);
    attempts.failed(new EntryFailure("", "rejected"), SECOND);
    assertThat(at(2, 1).cause()).isEqualTo("none");
  }
}
