package io.streamweir.http.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final AtomicLong clock = new AtomicLong(1);

  @Test
  void spreadsJobsOverTime() {
    Pace pace = new Pace(100, clock::get);
    assertThat(pace.batch()).isEqualTo(10);
    assertThat(pace.reserve(10)).isZero();
    assertThat(pace.reserve(10)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(pace.reserve(10)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
  }

  @Test
  void doesNotCatchUpOnAPause() {
    Pace pace = new Pace(100, clock::get);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(pace.reserve(10)).isZero();
    assertThat(pace.reserve(10)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
  }

  @Test
  void slowOnesGoOneByOneAndUnlimitedOnesByHundreds() {
    assertThat(new Pace(0.5, clock::get).batch()).isEqualTo(1);
    assertThat(new Pace(0, clock::get).batch()).isEqualTo(500);
    assertThat(new Pace(0, clock::get).reserve(1_000_000)).isZero();
  }
}
