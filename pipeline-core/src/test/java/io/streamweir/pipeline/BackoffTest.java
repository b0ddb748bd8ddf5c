package io.streamweir.pipeline;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesUpToItsCap() {
    Backoff backoff = Backoff.exponential(ofMillis(100)).withJitter(0).withMax(ofMillis(350));

    assertThat(backoff.after(1)).isEqualTo(ofMillis(100));
    assertThat(backoff.after(2)).isEqualTo(ofMillis(200));
    assertThat(backoff.after(3)).isEqualTo(ofMillis(350));
    assertThat(backoff.after(1_000)).isEqualTo(ofMillis(350));
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(ofMillis(350));
  }

  @Test
  void spreadsWaitsByItsJitterAndNeverBeyondItsCap() {
    Backoff backoff = Backoff.exponential(ofMillis(1_000)).withMax(ofMillis(4_000));
    Set<Duration> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      seen.add(backoff.after(1));
      assertThat(backoff.after(1)).isBetween(ofMillis(500), ofMillis(1_500));
      assertThat(backoff.after(3)).isBetween(ofMillis(2_000), ofMillis(4_000));
      assertThat(backoff.after(60)).isBetween(ofMillis(2_000), ofMillis(4_000));
    }
    assertThat(seen).hasSizeGreaterThan(50);
  }

  @Test
  void staysTheSameWhereItIsFixed() {
    assertThat(Backoff.fixed(ofSeconds(3)).after(1)).isEqualTo(ofSeconds(3));
    assertThat(Backoff.fixed(ofSeconds(3)).after(50)).isEqualTo(ofSeconds(3));
  }

  @Test
  void allowsAnInitialWaitAboveTheUsualCap() {
    assertThat(Backoff.exponential(Duration.ofHours(1)).max()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> Backoff.fixed(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(ofMillis(1), 0.5, ofMillis(1), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(ofMillis(10)).withMax(ofMillis(9)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(ofMillis(10)).withJitter(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backoff.fixed(ofMillis(10)).withJitter(-0.1));
  }
}
