package io.streamweir.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTest {
  private static final String SAID =
      """
      Running 4s test @ http://127.0.0.1:8411/v1/pipelines/bench/jobs
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency     4.91ms    3.37ms  52.94ms   87.30%
        Latency Distribution
           50%  850.00us
           75%    5.62ms
           90%    8.70ms
           99%    1.02s
        57720 requests in 4.00s, 20.31MB read
      Requests/sec:  14422.84
      """;

  @Test
  void readsRequestsAndPercentilesInMicroseconds() {
    assertThat(Wrk.parse(SAID)).isEqualTo(new Wrk(57_720, 850, 1_020_000));
  }

  @Test
  void refusesToMeasureRefusals() {
    assertThatThrownBy(() -> Wrk.parse(SAID + "  Non-2xx or 3xx responses: 3\n"))
        .hasMessageContaining("not all");
  }
}
