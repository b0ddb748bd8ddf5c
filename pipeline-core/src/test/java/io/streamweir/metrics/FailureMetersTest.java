package io.streamweir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.streamweir.listener.EntryFailure;
import io.streamweir.listener.SettledBatch;
import io.streamweir.listener.WorkerListener.Ending;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FailureMeters meters = new FailureMeters(new Meters(registry, Tags.empty()));

  @Test
  void boundsTheClassesOfExceptions() {
    IntStream.range(0, 100).forEach(i -> fail("com.example.E" + i, "", Ending.RETRIED));
    fail("com.example.E3", "", Ending.RETRIED);
    fail("com.example.E99", "", Ending.RETRIED);

    assertThat(registry.find(MetricNames.ATTEMPTS_FAILED).counters())
        .hasSize(FailureMeters.MOST_EXCEPTIONS + 1);
    assertThat(failed("com.example.E3")).isEqualTo(2);
    assertThat(failed(FailureMeters.OTHER)).as("E19 to E99, and E99 again").isEqualTo(82);
  }

  @Test
  void tellsDeadLettersFromRetries() {
    fail("com.example.E", "", Ending.RETRIED);
    fail("com.example.E", "attempts", Ending.DEAD);
    fail("", "rejected", Ending.DEAD);

    assertThat(failed("com.example.E")).isEqualTo(2);
    assertThat(failed(EntryFailure.NOT_THROWN)).isEqualTo(1);
    assertThat(dead("attempts")).isEqualTo(1);
    assertThat(dead("rejected")).isEqualTo(1);
    assertThat(dead("malformed")).as("it is there before the first").isZero();
  }

  private double failed(String exception) {
    return registry
        .get(MetricNames.ATTEMPTS_FAILED)
        .tag(MetricNames.EXCEPTION, exception)
        .counter()
        .count();
  }

  private double dead(String reason) {
    Counter counter =
        registry.get(MetricNames.DEAD_LETTERS).tag(MetricNames.REASON, reason).counter();
    return counter.count();
  }

  private void fail(String exception, String deadBecause, Ending ending) {
    meters.settled(new One(new EntryFailure(exception, deadBecause), ending));
  }

  /** A batch of one entry that failed. */
  private record One(EntryFailure why, Ending how) implements SettledBatch {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public int fenced() {
      return 0;
    }

    @Override
    public boolean fenced(int place) {
      return false;
    }

    @Override
    public Ending ending(int place) {
      return how;
    }

    @Override
    public @Nullable EntryFailure failure(int place) {
      return List.of(why).get(place);
    }

    @Override
    public boolean hasJob(int place) {
      return true;
    }

    @Override
    public @Nullable String traceId(int place) {
      return null;
    }

    @Override
    public boolean handled(int place) {
      return true;
    }

    @Override
    public long handlingNanos(int place) {
      return 0;
    }

    @Override
    public boolean clockKnown() {
      return false;
    }

    @Override
    public long waitingNanos(int place) {
      return 0;
    }

    @Override
    public long jobNanos(int place) {
      return 0;
    }
  }
}
